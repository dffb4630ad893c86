import type { AppType } from '@watchfloor/bff/app';
import {
  type DetailAnswer,
  type ExploreAnswer,
  type Params,
  type Problem,
  type ProblemCode,
  problemSchema,
  type RelatedAnswer,
  type SectionAnswer,
  type SourcesAnswer,
} from '@watchfloor/contract';
import { type ClientResponse, hc } from 'hono/client';

/** `unreachable`: no answer from our own server. `unreadable`: an answer that is not its own, such as a proxy's page. */
export type ApiErrorCode = ProblemCode | 'unreachable' | 'unreadable';

/** Every way in which a request can end but an answer. The message is for a person. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ApiErrorCode;
  readonly problem: Problem | undefined;
  /** When it became known, epoch ms. */
  readonly at: number;

  constructor(code: ApiErrorCode, message: string, options: { problem?: Problem; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.problem = options.problem;
    this.at = Date.now();
  }
}

export interface RecordAddress {
  connection: string;
  resource: string;
  key: string;
  hint?: string | undefined;
}

const client = hc<AppType>('/');

export function getSources(signal: AbortSignal): Promise<SourcesAnswer> {
  return answer(client.api.sources.$get({ query: {} }, { init: { signal } }));
}

/** One page of a list. `params` are the filters, `from`, `to` and `order` as `toExploreParams` writes them. */
export function getPage(
  list: { connection: string; resource: string; params: Params; cursor: string | null; rows: number },
  signal: AbortSignal,
): Promise<ExploreAnswer> {
  const query: Params = { ...list.params, rows: String(list.rows) };
  if (list.cursor !== null) query.cursor = list.cursor;
  const param = { connection: segment(list.connection), resource: segment(list.resource) };
  return answer(client.api.explore[':connection'][':resource'].$get({ param, query }, { init: { signal } }));
}

export function getDetail(record: RecordAddress, signal: AbortSignal, priority?: 'low'): Promise<DetailAnswer> {
  const init: RequestInit = priority ? { signal, priority } : { signal };
  return answer(client.api.explore[':connection'][':resource'].records[':key'].$get(toArgs(record), { init }));
}

export function getRelated(record: RecordAddress, signal: AbortSignal): Promise<RelatedAnswer> {
  const route = client.api.explore[':connection'][':resource'].records[':key'].related;
  return answer(route.$get(toArgs(record), { init: { signal } }));
}

/** A section that the detail offered on request. */
export function getSection(record: RecordAddress, section: string, signal: AbortSignal): Promise<SectionAnswer> {
  const route = client.api.explore[':connection'][':resource'].records[':key'].sections[':section'];
  const { param, query } = toArgs(record);
  return answer(route.$get({ param: { ...param, section: segment(section) }, query }, { init: { signal } }));
}

/** The address of a record's exact bytes, for a download link. */
export function toRawPath(record: RecordAddress): string {
  return client.api.explore[':connection'][':resource'].records[':key'].raw.$path(toArgs(record));
}

export async function getRaw(record: RecordAddress, signal: AbortSignal): Promise<string> {
  const route = client.api.explore[':connection'][':resource'].records[':key'].raw;
  const response = await reach(route.$get(toArgs(record), { init: { signal } }));
  return await response.text();
}

function toArgs({ connection, resource, key, hint }: RecordAddress) {
  const param = { connection: segment(connection), resource: segment(resource), key: segment(key) };
  return { param, query: hint === undefined ? {} : { hint } };
}

/** `hc` puts parameters into the path as they are; a vendor's key may hold `/`, `?` or `#`, or be `..`. */
function segment(value: string): string {
  return encodeURIComponent(value).replace(/^\.{1,2}$/, (dots) => dots.replaceAll('.', '%2E'));
}

async function answer<T>(request: Promise<ClientResponse<T>>): Promise<T> {
  const response = await reach(request);
  try {
    return (await response.json()) as T;
  } catch (cause) {
    if (isAbort(cause)) throw cause;
    throw new ApiError('unreadable', 'Watchfloor answered with something that is not JSON.', { cause });
  }
}

async function reach<R extends ClientResponse<unknown>>(request: Promise<R>): Promise<R> {
  let response: R;
  try {
    response = await request;
  } catch (cause) {
    if (isAbort(cause)) throw cause;
    throw new ApiError('unreachable', 'Watchfloor did not answer.', { cause });
  }
  if (response.ok) return response;
  throw await toApiError(response);
}

async function toApiError(response: ClientResponse<unknown>): Promise<ApiError> {
  const body: unknown = await response.json().catch((cause: unknown) => cause);
  const problem = problemSchema.safeParse(body);
  if (!problem.success) {
    return new ApiError('unreadable', `Watchfloor answered with status ${response.status} and no reason.`, {
      cause: body,
    });
  }
  const { code, detail, title } = problem.data;
  return new ApiError(code, detail || title, { problem: problem.data });
}

function isAbort(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === 'AbortError';
}
