import { type Problem, type ProblemCode, problemCodes, type SourceAnswer } from '@watchfloor/contract';

/** A short, stable summary for each code (RFC 9457, 3.1.3: it does not change from occurrence to occurrence). */
const titles: Record<ProblemCode, string> = {
  bad_parameter: 'A parameter is wrong',
  unknown_filter: 'This list has no such filter',
  bad_range: 'The time range is upside down',
  bad_cursor: 'The cursor cannot be read',
  cursor_expired: 'The cursor has expired',
  cursor_foreign: 'The cursor belongs to another question',
  bad_key: 'This list has no such keys',
  not_signed_in: 'Nobody is signed in',
  bad_sign_in: 'Mail address or password is wrong',
  link_used: 'The link has been used or has expired',
  request_refused: 'The request was refused',
  role_missing: 'Your role may not do this',
  read_only: 'This cannot be changed here',
  unknown_route: 'Nothing is served here',
  unknown_connection: 'No such connection',
  unknown_resource: 'No such list',
  record_gone: 'The source no longer has this record',
  unknown_section: 'No such section',
  unknown_view: 'No such view',
  unknown_link: 'No such link',
  unknown_person: 'No such person',
  unknown_task: 'No such task',
  unknown_finding: 'No such finding',
  method_not_allowed: 'This method is not served here',
  version_conflict: 'Somebody changed it in the meantime',
  name_taken: 'The name is taken',
  last_administrator: 'The last administrator has to stay',
  body_too_large: 'The request body is too large',
  too_many_tries: 'Too many tries',
  too_many: 'There are too many',
  internal: 'The request failed inside Watchfloor',
  source_failed: 'The source could not answer',
  source_unauthorised: 'The source refused the credentials',
  source_throttled: 'The limit of the source is used up',
  not_ready: 'Watchfloor is not ready',
  source_timeout: 'The source did not answer in time',
};

export interface ProblemExtras {
  errors?: NonNullable<Problem['errors']>;
  source?: SourceAnswer;
  current?: unknown;
  retryAt?: number;
  headers?: Record<string, string>;
  cause?: unknown;
}

/** Thrown anywhere behind a route; the error handler turns it into a response. `detail` is for a person. */
export class ProblemError extends Error {
  readonly code: ProblemCode;
  readonly extras: ProblemExtras;

  constructor(code: ProblemCode, detail: string, extras: ProblemExtras = {}) {
    super(detail, { cause: extras.cause });
    this.name = 'ProblemError';
    this.code = code;
    this.extras = extras;
  }
}

/** The body of a problem response (RFC 9457, 3). `type` is `about:blank`-free so that clients can tell codes apart. */
function toProblem(error: ProblemError, requestId: string): Problem {
  const { errors, source, current, retryAt } = error.extras;
  return {
    type: `urn:watchfloor:problem:${error.code}`,
    title: titles[error.code],
    status: problemCodes[error.code],
    detail: error.message,
    code: error.code,
    requestId,
    ...(errors && { errors }),
    ...(source && { source }),
    ...(current !== undefined && { current }),
    ...(retryAt !== undefined && { retryAt }),
  };
}

/** RFC 9457, 3: the media type is `application/problem+json`. */
export function problemResponse(error: ProblemError, requestId: string): Response {
  return new Response(JSON.stringify(toProblem(error, requestId)), {
    status: problemCodes[error.code],
    headers: { 'content-type': 'application/problem+json', ...error.extras.headers },
  });
}
