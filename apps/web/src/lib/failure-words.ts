import type { SourceCode } from '@watchfloor/contract';

/** What a source did that did not answer in full, behind its name: "Norrvik KUMA timed out". */
export const failureWords: Record<SourceCode, string> = {
  auth: 'refused the credentials',
  forbidden: 'refused the permission',
  bad_request: 'refused the question',
  not_found: 'has nothing at the address that was asked',
  conflict: 'was changing what was asked for',
  rate_limited: 'had its limit used up',
  timeout: 'timed out',
  unavailable: 'could not be asked',
  bad_response: 'gave an answer that could not be read',
  tls: 'could not be reached securely',
  unsupported: 'cannot answer this question',
  paused: 'is left alone for a moment after many failures',
  order_ignored: 'did not keep to its order',
  instant_unsettled: 'kept changing while it was read',
  order_may_shift: 'kept changing while it was read',
  bound_ignored: 'did not keep to the time range',
};
