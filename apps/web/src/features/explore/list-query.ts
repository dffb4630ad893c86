import { infiniteQueryOptions } from '@tanstack/react-query';
import { type ExploreAnswer, type ExploreQuery, toExploreParams } from '@watchfloor/contract';
import { getPage } from '../../lib/api.ts';
import { stringifySearch } from '../../lib/search-params.ts';
import { isMissing } from './loaded-list.ts';

export interface ListAddress {
  connection: string;
  resource: string;
}

/** One screen at 1920×1080 is 24 rows; a page of this size is one call at every vendor. */
const rowsPerPage = 100;
const anewPagesMax = 10;

/** A list, page by page. Pages are never dropped: a virtual table that loses pages above loses its place. */
export function listOptions(list: ListAddress, query: ExploreQuery) {
  const params = toExploreParams(query);
  return infiniteQueryOptions({
    queryKey: ['explore', list.connection, list.resource, stringifySearch(params)] as const,
    queryFn: ({ pageParam, signal }) => getPage({ ...list, params, cursor: pageParam, rows: rowsPerPage }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.cursor,
  });
}

/**
 * Reads a list anew from its top, as far down as it was read before: the eye keeps its place when the new rows replace
 * the old ones in one step. Ends early where the source fails.
 * @param rowsAim how many rows to read, within what is sensible for one press of a key
 */
export async function readAnew(list: ListAddress, query: ExploreQuery, rowsAim: number, signal: AbortSignal) {
  const params = toExploreParams(query);
  const pages: ExploreAnswer[] = [];
  const pageParams: (string | null)[] = [];
  let cursor: string | null = null;
  let rows = 0;
  do {
    const page: ExploreAnswer = await getPage({ ...list, params, cursor, rows: rowsPerPage }, signal);
    pages.push(page);
    pageParams.push(cursor);
    rows += page.rows.length;
    cursor = page.cursor;
    const state = page.sources[0];
    if (state && isMissing(state)) break;
  } while (cursor !== null && rows < rowsAim && pages.length < anewPagesMax);
  return { pages, pageParams };
}
