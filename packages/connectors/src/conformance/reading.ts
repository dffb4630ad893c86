import type { Asked, FilterValues, SourceRecord } from '@watchfloor/contract';
import type { CallContext, ListPage, ListQuestion, ReadPosition, ResourceReader } from '../connector.ts';
import { type ConnectorError, isConnectorError } from '../errors.ts';
import type { OpenConnection } from '../open-connection.ts';

export interface ListCase {
  resource: string;
  filters: Record<string, FilterValues>;
  order: string;
  /** Rows a page; default 100. */
  rows?: number;
}

export interface ContextOptions {
  deadlineMs?: number;
  signal?: AbortSignal;
  now?: () => number;
}

export function contextFor(
  connection: OpenConnection,
  { deadlineMs = 8_000, signal, now = Date.now }: ContextOptions = {},
): CallContext & { asked: Asked[] } {
  const timeout = AbortSignal.timeout(deadlineMs);
  const asked: Asked[] = [];
  return {
    client: connection.client,
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    deadlineAt: now() + deadlineMs,
    connection: connection.id,
    now,
    onAsked: (call) => asked.push(call),
    asked,
  };
}

export const day = 86_400_000;
/** All that the simulators hold, as a page would ask for it. */
export const wholeRange = () => ({ from: Date.now() - 40 * day, to: Date.now() + 2 * day });
export const question = (rest: Partial<ListQuestion> = {}): ListQuestion => ({
  filters: {},
  order: 'time-desc',
  rows: 100,
  ...wholeRange(),
  ...rest,
});
export const only = (...include: string[]): FilterValues => ({ include, exclude: [] });
export const not = (...exclude: string[]): FilterValues => ({ include: [], exclude });

/** @throws Error where the connection has no such list, or the list no way to one record */
export function readerOf(
  connection: OpenConnection,
  resource: string,
): ResourceReader & Required<Pick<ResourceReader, 'get'>> {
  const reader = connection.readers.get(resource);
  if (!reader?.get) throw new Error(`no ${resource} with details`);
  return { ...reader, get: reader.get };
}

/** The ConnectorError with which a call ends; undefined where it is answered. */
export const errorOf = (promise: Promise<unknown>): Promise<ConnectorError | undefined> =>
  promise.then(
    () => undefined,
    (error: unknown) => {
      if (!isConnectorError(error)) throw error;
      return error;
    },
  );

export interface Walked {
  records: SourceRecord[];
  unreadable: number;
  partial: string[];
  pages: number;
  errors: string[];
}

/** A scroll through a list, a page at a time; a page that fails is asked for again from the same place. */
export interface Scroll {
  readonly walked: Walked;
  readonly done: boolean;
  /** @throws ConnectorError */
  page(options?: ContextOptions): Promise<ListPage>;
}

export function createScroll(
  connection: OpenConnection,
  { resource, filters, order, rows = 100 }: ListCase,
  range: { from: number; to: number },
): Scroll {
  const reader = connection.readers.get(resource);
  if (!reader) throw new Error(`no resource ${resource}`);
  const walked: Walked = { records: [], unreadable: 0, partial: [], pages: 0, errors: [] };
  let position: ReadPosition | null = null;
  let done = false;
  return {
    walked,
    get done() {
      return done;
    },
    async page(options = {}) {
      const asking: ListQuestion = { filters, ...range, order, rows };
      const page = await reader.list(asking, position, contextFor(connection, options));
      walked.records.push(...page.records);
      walked.unreadable += page.unreadable.length;
      walked.pages += 1;
      if (page.partial) walked.partial.push(page.partial.code);
      done = page.next === null;
      // What a cursor holds survives being written down.
      position = page.next && (JSON.parse(JSON.stringify(page.next)) as ReadPosition);
      return page;
    },
  };
}

const errorsMax = 20;
const pagesMax = 2_000;

/** Reads a whole list as a scroll does. */
export async function walk(
  connection: OpenConnection,
  listCase: ListCase,
  range: { from: number; to: number },
): Promise<Walked> {
  const scroll = createScroll(connection, listCase, range);
  const { walked } = scroll;
  while (!scroll.done) {
    try {
      await scroll.page();
    } catch (error) {
      if (!isConnectorError(error)) throw error;
      walked.errors.push(error.kind);
      if (walked.errors.length > errorsMax) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.min(error.retryAfterMs ?? 20, 1_200)));
    }
    if (walked.pages > pagesMax) throw new Error('the list does not end');
  }
  return walked;
}

/** Compares what a walk gave with what was there. */
export function compare(walked: Pick<Walked, 'records'>, throughout: readonly string[], sometime: readonly string[]) {
  const keys = walked.records.map(({ key }) => key);
  const found = new Set(keys);
  const may = new Set(sometime);
  return {
    repeated: keys.length - found.size,
    missing: throughout.filter((key) => !found.has(key)).length,
    foreign: keys.filter((key) => !may.has(key)).length,
  };
}

export const nothingWrong = { repeated: 0, missing: 0, foreign: 0 };
