import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import type { Params, QueueRow } from '@watchfloor/contract';
import { useEffect, useMemo } from 'react';
import { listOptions } from './queue-query.ts';
import { toLoadedQueue } from './queue-rows.ts';

export interface Neighbours {
  /** The finding's own row of the list, with what stands behind it. */
  row: QueueRow;
  previous: QueueRow | undefined;
  next: QueueRow | undefined;
  /** From 1. */
  place: number;
  /** Of all rows of the list; null where that is not known. */
  of: number | null;
}

/**
 * What stands before and behind a finding in the list that it was opened from, as that list was read. A page that was
 * loaded anew reads its beginning again.
 * @param params the list's question; undefined where there was none
 */
export function useNeighbours(params: Params | undefined, uid: string): Neighbours | undefined {
  const client = useQueryClient();
  const options = listOptions(params ?? {});
  const isKept = client.getQueryData(options.queryKey) !== undefined;
  const { data, isFetching, isError, fetchNextPage } = useInfiniteQuery({
    ...options,
    enabled: params !== undefined && !isKept,
  });
  const list = useMemo(() => (params === undefined ? undefined : toLoadedQueue(data?.pages ?? [])), [params, data]);
  const rows = list?.rows ?? noRows;
  const index = useMemo(() => rows.findIndex((row) => row.uid === uid), [rows, uid]);
  const isLast = index !== -1 && index === rows.length - 1 && list?.hasMore === true;
  useEffect(() => {
    if (isLast && !isFetching && !isError) void fetchNextPage({ cancelRefetch: false });
  }, [isLast, isFetching, isError, fetchNextPage]);
  const row = rows[index];
  if (!list || !row) return undefined;
  return { row, previous: rows[index - 1], next: rows[index + 1], place: index + 1, of: list.totalRows };
}

const noRows: QueueRow[] = [];
