import type { ConnectorError, ConnectorErrorKind } from '@watchfloor/connectors';
import type { ProblemCode, SourceAnswer, SourceCode, SourceState } from '@watchfloor/contract';
import { ProblemError } from '../http/problem.ts';

interface Meaning {
  state: SourceState;
  code: SourceCode;
  problem: ProblemCode;
}

/** The only place that says what a connector's error means to a reader of the API. */
const meanings: Record<ConnectorErrorKind, Meaning> = {
  // A vendor's 401 is a state of the source, never a 401 of ours: the browser's session is not at fault.
  auth: { state: 'unauthorised', code: 'auth', problem: 'source_unauthorised' },
  forbidden: { state: 'unauthorised', code: 'forbidden', problem: 'source_unauthorised' },
  rate_limited: { state: 'throttled', code: 'rate_limited', problem: 'source_throttled' },
  timeout: { state: 'failed', code: 'timeout', problem: 'source_timeout' },
  not_found: { state: 'failed', code: 'not_found', problem: 'record_gone' },
  bad_request: { state: 'failed', code: 'bad_request', problem: 'source_failed' },
  conflict: { state: 'failed', code: 'conflict', problem: 'source_failed' },
  unavailable: { state: 'failed', code: 'unavailable', problem: 'source_failed' },
  bad_response: { state: 'failed', code: 'bad_response', problem: 'source_failed' },
  tls: { state: 'failed', code: 'tls', problem: 'source_failed' },
  unsupported: { state: 'failed', code: 'unsupported', problem: 'source_failed' },
  paused: { state: 'failed', code: 'paused', problem: 'source_failed' },
};

export type SourceFailure = Pick<SourceAnswer, 'state' | 'code' | 'message' | 'retryAt'>;

/** How a source's part of an answer reads after this error. */
export function toSourceFailure(error: ConnectorError, nowMs: number): SourceFailure {
  const { state, code } = meanings[error.kind];
  const retryAt = error.retryAfterMs === undefined ? {} : { retryAt: nowMs + error.retryAfterMs };
  return { state, code, message: error.message, ...retryAt };
}

/** The problem that a route for one record answers with after this error. */
export function toSourceProblem(error: ConnectorError, source: SourceAnswer): ProblemError {
  // RFC 9110, 10.2.3: whole seconds.
  const retryAfter =
    error.retryAfterMs === undefined ? {} : { 'retry-after': `${Math.ceil(error.retryAfterMs / 1_000)}` };
  return new ProblemError(meanings[error.kind].problem, error.message, { source, headers: retryAfter, cause: error });
}
