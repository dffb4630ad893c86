import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Params, QueueFacetsAnswer, QueueNews, SourceAnswer } from '@watchfloor/contract';
import { useEffect, useMemo, useState } from 'react';
import { ApiError } from '../../lib/api.ts';
import { facetsOptions, listOptions, newsOptions, readAnew } from './queue-query.ts';
import { type LoadedQueue, toLoadedQueue } from './queue-rows.ts';

/** Pages read to find the selected row after a reload; a deeper one is opened alone, beside the list's beginning. */
const anchorPagesMax = 10;
const refreshMs = 60_000;

export interface QueueState {
  list: LoadedQueue | undefined;
  error: ApiError | undefined;
  /** Those of the question before until there are others: what they count is in their range. */
  facets: QueueFacetsAnswer | undefined;
  news: QueueNews | undefined;
  /** How each source stands: as of the list, or later. */
  sources: SourceAnswer[] | undefined;
  isLoading: boolean;
  isReading: boolean;
  isRefreshing: boolean;
  /** Why the last refresh brought nothing; the rows stay. */
  refreshError: Error | undefined;
  onNeedMore: () => void;
  onRefresh: () => void;
}

/** Reads the queue as far as the screen needs it; what comes later is counted and waits. */
export function useQueue(params: Params, anchorId: string | null): QueueState {
  const client = useQueryClient();
  const options = listOptions(params);
  const result = useInfiniteQuery(options);
  const list = useMemo(() => toLoadedQueue(result.data?.pages ?? []), [result.data]);
  const facets = useQuery(facetsOptions(params));
  const news = useQuery(newsOptions(params, list?.snapshot));
  const [anchor] = useState(anchorId);
  const { fetchNextPage, isFetching, isError } = result;

  const isSought = useMemo(() => {
    if (anchor === null || !list?.hasMore || list.pages >= anchorPagesMax) return false;
    return !list.rows.some(({ uid }) => uid === anchor);
  }, [anchor, list]);
  useEffect(() => {
    if (isSought && !isFetching && !isError) void fetchNextPage({ cancelRefetch: false });
  }, [isSought, isFetching, isError, fetchNextPage]);

  const refresh = useMutation({
    mutationFn: () => readAnew(params, list?.rows.length ?? 0, AbortSignal.timeout(refreshMs)),
    onSuccess: async (read) => {
      await client.cancelQueries({ queryKey: options.queryKey });
      client.setQueryData(options.queryKey, read);
      void client.invalidateQueries({ queryKey: facetsOptions(params).queryKey });
    },
  });
  const onRefresh = () => {
    if (list) refresh.mutate();
    else void result.refetch({ cancelRefetch: false });
  };

  return {
    list,
    error: result.error instanceof ApiError ? result.error : undefined,
    facets: facets.data,
    news: news.data,
    sources: news.data?.sources ?? list?.sources,
    isLoading: result.isPending,
    isReading: isFetching,
    isRefreshing: refresh.isPending,
    refreshError: refresh.error ?? undefined,
    onNeedMore: () => void fetchNextPage({ cancelRefetch: false }),
    onRefresh,
  };
}
