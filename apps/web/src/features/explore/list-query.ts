import { infiniteQueryOptions } from '@tanstack/react-query';
import { type ExploreAnswer, type ExploreQuery, type Params, toExploreParams } from '@watchfloor/contract';
import { ApiError, getPage } from '../../lib/api.ts';
import { stringifySearch } from '../../lib/search-params.ts';
import { isMissing } from './loaded-list.ts';

export interface ListAddress {
  connection: string;
  resource: string;
}

/** Where a page starts. */
interface PageStart {
  cursor: string | null;
  params: Params;
  /** The time of the last row before it, epoch ms; null where no row so far has one. */
  after: number | null;
  range: ExploreAnswer['range'] | null;
}

type LoadedPage = ExploreAnswer & { start: PageStart };

/** One screen at 1920×1080 is 24 rows; a page of this size is one call at every vendor. */
const rowsPerPage = 100;
const anewPagesMax = 10;

/** A list, page by page. Pages are never dropped: a virtual table that loses pages above loses its place. */
export function listOptions(list: ListAddress, query: ExploreQuery) {
  const params = toExploreParams(query);
  return infiniteQueryOptions({
    queryKey: ['explore', list.connection, list.resource, stringifySearch(params)] as const,
    queryFn: ({ pageParam, signal }) => readPage(list, pageParam, signal),
    initialPageParam: toFirstStart(params),
    getNextPageParam: toNextStart,
  });
}

function toFirstStart(params: Params): PageStart {
  return { cursor: null, params, after: null, range: null };
}

function toNextStart(page: LoadedPage): PageStart | null {
  if (page.cursor === null) return null;
  const last = page.rows.findLast((row) => row.happened !== null);
  return {
    cursor: page.cursor,
    params: page.start.params,
    after: last?.happened ?? page.start.after,
    range: page.range,
  };
}

async function readPage(list: ListAddress, start: PageStart, signal: AbortSignal): Promise<LoadedPage> {
  const read = async ({ cursor, params }: PageStart) => getPage({ ...list, params, cursor, rows: rowsPerPage }, signal);
  try {
    return { ...(await read(start)), start };
  } catch (error) {
    // A cursor lives a day, or until the server has a new key. The list then goes on at its last row; rows that share
    // that row's time come again, and are known by their ids.
    const anew = error instanceof ApiError && error.code === 'cursor_expired' ? toStartAtLastRow(start) : undefined;
    if (!anew) throw error;
    return { ...(await read(anew)), start: anew };
  }
}

/** @returns undefined where the order is not by time, or no row has one */
function toStartAtLastRow({ params, after, range }: PageStart): PageStart | undefined {
  const order = typeof params.order === 'string' ? params.order : 'time-desc';
  if (after === null || !range || !order.startsWith('time')) return undefined;
  const [from, to] = order.endsWith('-asc') ? [after, range.to] : [range.from, after];
  const text = (at: number) => new Date(at).toISOString();
  return {
    cursor: null,
    params: { ...params, ...(from === null ? {} : { from: text(from) }), to: text(to) },
    after,
    range,
  };
}

/**
 * Reads a list anew from its top, as far down as it was read before: the eye keeps its place when the new rows replace
 * the old ones in one step. Ends early where the source fails.
 * @param rowsAim how many rows to read, within what is sensible for one press of a key
 */
export async function readAnew(list: ListAddress, query: ExploreQuery, rowsAim: number, signal: AbortSignal) {
  const pages: LoadedPage[] = [];
  const pageParams: PageStart[] = [];
  let start: PageStart | null = toFirstStart(toExploreParams(query));
  let rows = 0;
  do {
    const page: LoadedPage = await readPage(list, start, signal);
    pages.push(page);
    pageParams.push(start);
    rows += page.rows.length;
    start = toNextStart(page);
    const state = page.sources[0];
    if (state && isMissing(state)) break;
  } while (start !== null && rows < rowsAim && pages.length < anewPagesMax);
  return { pages, pageParams };
}
