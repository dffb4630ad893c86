import type { Connection, SourceCode } from '@watchfloor/contract';

/** What to do about a source that does not answer; of what passes by itself this is said. */
export function toAdvice(code: SourceCode, connection: Pick<Connection, 'vendorLabel' | 'health'>): string {
  if (isHeldBack(code, connection)) return 'An administrator can resume it.';
  return [passes.has(code) && 'It is asked again by itself.', toAct(code, connection)].filter(Boolean).join(' ');
}

/** Nobody asks it, because an administrator paused it: no fault of the vendor's. */
export function isHeldBack(code: SourceCode, { health }: Pick<Connection, 'health'>): boolean {
  return code === 'paused' && health.state === 'not_asked';
}

/** What a person can do; empty where nobody has to do anything. */
export function toAct(code: SourceCode, { vendorLabel }: Pick<Connection, 'vendorLabel'>): string {
  switch (code) {
    case 'auth':
      return 'An administrator has to replace its credentials.';
    case 'forbidden':
      return `An administrator has to let these credentials read it in ${vendorLabel}.`;
    case 'rate_limited':
      return 'Where this is often so, other programs use the same key.';
    case 'timeout':
    case 'unavailable':
      return `If it stays so, see whether ${vendorLabel} runs and can be reached.`;
    case 'tls':
      return "An administrator has to check its certificate and this connection's address.";
    case 'bad_response':
      return `If it stays so, ${vendorLabel} may have changed what it sends.`;
    case 'bad_request':
    case 'not_found':
    case 'unsupported':
      return "An administrator has to check this connection's settings.";
    case 'paused':
      return '';
    case 'conflict':
    case 'order_ignored':
    case 'instant_unsettled':
    case 'order_may_shift':
    case 'bound_ignored':
      return 'What was read like this does not count as read.';
  }
}

const passes: ReadonlySet<SourceCode> = new Set([
  'rate_limited',
  'timeout',
  'unavailable',
  'bad_response',
  'paused',
  'conflict',
  'order_ignored',
  'instant_unsettled',
  'order_may_shift',
  'bound_ignored',
]);
