import type { ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { type Log, toLogFields } from '../log.ts';
import type { AppEnv } from './app-env.ts';
import { ProblemError, problemResponse } from './problem.ts';

/** Every error ends here, as a problem. What was not foreseen is told to the log and not to the client. */
export function createErrorHandler(log: Log): ErrorHandler<AppEnv> {
  return (error, c) => {
    // nginx's code for "client closed request": nobody reads the answer, but the access log does.
    if (c.req.raw.signal.aborted) return new Response(null, { status: 499 });
    const requestId = c.get('requestId');
    const problem = error instanceof ProblemError ? error : toProblemError(error);
    if (problem.code === 'internal') log.error('request failed', { requestId, ...toLogFields(error) });
    return problemResponse(problem, requestId);
  };
}

function toProblemError(error: Error): ProblemError {
  if (error instanceof HTTPException && error.status === 400) {
    return new ProblemError('bad_parameter', 'The request could not be read.', { cause: error });
  }
  return new ProblemError('internal', 'Watchfloor failed to answer. The log has the request id.', { cause: error });
}
