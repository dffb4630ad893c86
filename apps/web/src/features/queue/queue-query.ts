import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  noop,
  type QueryClient,
  queryOptions,
} from '@tanstack/react-query';
import type { Params, QueueAnswer, QueueRow } from '@watchfloor/contract';
import { getQueue, getQueueFacets, getQueueNews } from '../../lib/api.ts';
import { stringifySearch } from '../../lib/search-params.ts';

const rowsPerPage = 100;
const anewPagesMax = 10;
/** Of how the sources stand; what waits is asked for whenever something changed. */
const newsMs = 10_000;

const toText = (params: Params) => stringifySearch(params);

/** The list, page by page, as it was when its first page was read: nothing comes to it by itself. */
export function listOptions(params: Params) {
  return infiniteQueryOptions({
    queryKey: ['queue', 'list', toText(params)] as const,
    queryFn: ({ pageParam, signal }) => getQueue({ params, cursor: pageParam, rows: rowsPerPage }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.cursor,
  });
}

/** Counts and histogram. They stay while those of another question are read: a panel that empties cannot be used. */
export function facetsOptions(params: Params) {
  return queryOptions({
    queryKey: ['queue', 'facets', toText(params)] as const,
    queryFn: ({ signal }) => getQueueFacets(params, signal),
    placeholderData: keepPreviousData,
  });
}

/** Asks before the page is drawn for a new question, which takes as long as many an answer. */
export function askAhead(client: QueryClient, params: Params): void {
  // What failed is told by the page, which then asks the same.
  client.infiniteQuery(listOptions(params)).catch(noop);
  client.query(facetsOptions(params)).catch(noop);
}

/** What waits behind the pill, and how the sources stand. Not asked by itself while nobody sees the page. */
export function newsOptions(params: Params, since: number | undefined) {
  return queryOptions({
    queryKey: ['queue', 'news', toText(params), since] as const,
    queryFn: ({ signal }) => getQueueNews(params, since ?? 0, signal),
    enabled: since !== undefined,
    refetchInterval: newsMs,
    gcTime: 0,
  });
}

/** Reads the list anew from its top, as far down as it was read before, so that the eye keeps its place. */
export async function readAnew(
  params: Params,
  rowsAim: number,
  signal: AbortSignal,
): Promise<InfiniteData<QueueAnswer, string | null>> {
  const pages: QueueAnswer[] = [];
  const pageParams: (string | null)[] = [];
  let cursor: string | null = null;
  let rows = 0;
  do {
    const page: QueueAnswer = await getQueue({ params, cursor, rows: rowsPerPage }, signal);
    pages.push(page);
    pageParams.push(cursor);
    rows += page.rows.length;
    cursor = page.cursor;
  } while (cursor !== null && rows < rowsAim && pages.length < anewPagesMax);
  return { pages, pageParams };
}

/** A row of the list of that question, as it is shown now. */
export function findRow(client: QueryClient, params: Params, uid: string): QueueRow | undefined {
  const data = client.getQueryData(listOptions(params).queryKey);
  return data?.pages.flatMap(({ rows }) => rows).find((row) => row.uid === uid);
}

/** Changes one finding wherever a list shows it. It keeps its place, and the others stay the same objects. */
export function putRow(client: QueryClient, uid: string, change: (row: QueueRow) => QueueRow): void {
  client.setQueriesData<InfiniteData<QueueAnswer, string | null>>({ queryKey: ['queue', 'list'] }, (data) => {
    if (!data) return data;
    let isChanged = false;
    const pages = data.pages.map((page) => {
      const index = page.rows.findIndex((row) => row.uid === uid);
      const row = page.rows[index];
      if (!row) return page;
      const next = change(row);
      if (next === row) return page;
      isChanged = true;
      return { ...page, rows: page.rows.with(index, next) };
    });
    return isChanged ? { ...data, pages } : data;
  });
}
