import { infiniteQueryOptions } from '@tanstack/react-query';
import { type ExploreQuery, toExploreParams } from '@watchfloor/contract';
import { getPage } from '../../lib/api.ts';
import { stringifySearch } from '../../lib/search-params.ts';

export interface ListAddress {
  connection: string;
  resource: string;
}

/** One screen at 1920×1080 is 24 rows; a page of this size is one call at every vendor. */
export const rowsPerPage = 100;

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

/** The first page alone, for reading the list anew while the old rows stay on the screen. */
export function getFirstPage(list: ListAddress, query: ExploreQuery, signal: AbortSignal) {
  return getPage({ ...list, params: toExploreParams(query), cursor: null, rows: rowsPerPage }, signal);
}
