import * as z from 'zod/mini';
import { epochMsSchema } from './record.ts';
import { sourceAnswerSchema } from './source.ts';

/** Every error code that the API can answer with, and its HTTP status. Codes are stable; texts may change. */
export const problemCodes = {
  bad_parameter: 400,
  unknown_filter: 400,
  bad_range: 400,
  bad_cursor: 400,
  cursor_expired: 410,
  cursor_foreign: 400,
  bad_key: 400,
  not_signed_in: 401,
  bad_sign_in: 401,
  link_used: 410,
  request_refused: 403,
  role_missing: 403,
  read_only: 403,
  unknown_route: 404,
  unknown_connection: 404,
  unknown_resource: 404,
  record_gone: 404,
  unknown_section: 404,
  unknown_view: 404,
  unknown_link: 404,
  unknown_person: 404,
  unknown_task: 404,
  unknown_finding: 404,
  method_not_allowed: 405,
  version_conflict: 409,
  name_taken: 409,
  last_administrator: 409,
  body_too_large: 413,
  too_many_tries: 429,
  too_many: 422,
  internal: 500,
  source_failed: 502,
  source_unauthorised: 502,
  source_throttled: 503,
  not_ready: 503,
  source_timeout: 504,
} as const;
export type ProblemCode = keyof typeof problemCodes;

/** RFC 9457 problem details, with a stable `code` and the request's id. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  code: z.enum(Object.keys(problemCodes) as [ProblemCode, ...ProblemCode[]]),
  requestId: z.string(),
  /** Each mistake in the request, with the parameter that has it. */
  errors: z.optional(
    z.array(
      z.object({
        parameter: z.string(),
        detail: z.string(),
        /** The place in its value, in UTF-16 units, where one can be named. */
        at: z.optional(z.number()),
        length: z.optional(z.number()),
      }),
    ),
  ),
  source: z.optional(sourceAnswerSchema),
  /** With `version_conflict`: what is kept now, so that nothing is lost by asking again. */
  current: z.optional(z.unknown()),
  retryAt: z.optional(epochMsSchema),
});
export type Problem = z.infer<typeof problemSchema>;
