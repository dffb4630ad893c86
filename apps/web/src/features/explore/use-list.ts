import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import type { ExploreQuery, SourceAnswer, SourceRecord } from '@watchfloor/contract';
import { useEffect, useMemo, useState } from 'react';
import { ApiError } from '../../lib/api.ts';
import { type ListAddress, listOptions, readAnew } from './list-query.ts';
import { isMissing, type LoadedList, toLoadedList } from './loaded-list.ts';
import { useRecovery } from './use-recovery.ts';

/** Rows wanted below what is on the screen: two screens, so that scrolling does not wait. */
const aheadRows = 60;
/** Pages asked on one's own for one screen. Past this the analyst is asked: filtering here can look through everything. */
const pagesPerGoalMax = 40;
/** Pages read to find the selected row after a reload. Deeper ones are opened alone, beside the list's beginning. */
const anchorPagesMax = 10;
/** A refused connection is a setting; asking often does not change it and can lock the account. */
const refusedMs = 60_000;
const refreshMs = 60_000;

export interface ListState {
  list: LoadedList | undefined;
  /** The list as a whole was refused or could not be reached. */
  error: ApiError | undefined;
  isLoading: boolean;
  isReading: boolean;
  isRefreshing: boolean;
  /** Why the last refresh brought nothing; the old rows stay. */
  refreshProblem: RefreshProblem | undefined;
  /** Nothing is asked until `onContinue`: by the analyst, or because the goal took too many pages. */
  isStopped: boolean;
  /** When the failed place is asked again without a hand. */
  retryAt: number | undefined;
  /** The oldest row comes first. */
  isAscending: boolean;
  onNeedMore: () => void;
  onStop: () => void;
  onContinue: () => void;
  onRetry: () => void;
  onRefresh: () => void;
}

/** What the source answered instead of rows; or, where the server itself could not be asked, why. */
export type RefreshProblem = { source: SourceAnswer } | { source: undefined; message: string };

interface Goal {
  rows: number;
  /** Pages there were when the goal was set. */
  fromPages: number;
  stopped: boolean;
}

const firstGoal: Goal = { rows: aheadRows, fromPages: 0, stopped: false };

/** Reads a list as far as the screen needs it, and says what state it is in. */
export function useList(
  address: ListAddress,
  query: ExploreQuery,
  isAnchor: (row: SourceRecord) => boolean,
): ListState {
  const client = useQueryClient();
  const options = listOptions(address, query);
  const result = useInfiniteQuery(options);
  const list = useMemo(() => toLoadedList(result.data?.pages ?? []), [result.data]);
  const keyText = options.queryKey.join('\n');
  const [goals, setGoals] = useState<{ key: string; goal: Goal }>({ key: keyText, goal: firstGoal });
  const goal = goals.key === keyText ? goals.goal : firstGoal;
  const setGoal = (next: Goal) => setGoals({ key: keyText, goal: next });

  const rows = list?.rows.length ?? 0;
  const pages = list?.pages ?? 0;
  const failing = result.isError || (list !== undefined && isMissing(list.source));
  const anchored = useMemo(() => list === undefined || list.rows.some(isAnchor), [list, isAnchor]);
  const spent = pages - goal.fromPages >= pagesPerGoalMax;
  const unmet = rows < goal.rows || (!anchored && pages < anchorPagesMax);
  const wants = list?.hasMore === true && unmet && !goal.stopped && !spent && !failing;
  const { fetchNextPage, isFetching } = result;

  useEffect(() => {
    if (wants && !isFetching) void fetchNextPage({ cancelRefetch: false });
  }, [wants, isFetching, fetchNextPage]);

  const refresh = useMutation({
    mutationFn: () => readAnew(address, query, rows, AbortSignal.timeout(refreshMs)),
    onSuccess: async (read) => {
      const state = read.pages[0]?.sources[0];
      // A list that could not be read anew is kept: its rows are old, but they are rows.
      if (state && isMissing(state) && read.pages[0]?.rows.length === 0 && rows > 0) return;
      await client.cancelQueries({ queryKey: options.queryKey });
      setGoal(firstGoal);
      client.setQueryData(options.queryKey, read);
    },
  });

  const onRetry = () => {
    if (list?.hasMore === true) void fetchNextPage({ cancelRefetch: false });
    else if (rows > 0) refresh.mutate();
    else void result.refetch({ cancelRefetch: false });
  };
  const isWaiting = failing && !isFetching && !refresh.isPending && !needsHand(result.error);
  const retryAt = useRecovery(
    isWaiting
      ? {
          since: Math.max(result.dataUpdatedAt, result.errorUpdatedAt),
          count: Math.max(list?.failures ?? 0, result.isError ? result.errorUpdateCount : 0),
          notBefore: list?.source.state === 'unauthorised' ? result.dataUpdatedAt + refusedMs : list?.source.retryAt,
        }
      : undefined,
    onRetry,
  );

  return {
    list,
    error: result.error instanceof ApiError ? result.error : undefined,
    isLoading: result.isPending,
    isReading: isFetching || wants,
    isRefreshing: refresh.isPending,
    refreshProblem: toRefreshProblem(refresh.data?.pages[0]?.sources[0], refresh.error, list),
    isStopped: goal.stopped || (spent && unmet),
    retryAt,
    isAscending: query.order?.endsWith('-asc') === true,
    onNeedMore: () => {
      if (rows + aheadRows > goal.rows && !goal.stopped) {
        setGoal({ rows: rows + aheadRows, fromPages: pages, stopped: false });
      }
    },
    onStop: () => setGoal({ ...goal, stopped: true }),
    onContinue: () => setGoal({ rows: rows + aheadRows, fromPages: pages, stopped: false }),
    onRetry,
    onRefresh: () => refresh.mutate(),
  };
}

/** A question that the server refuses is refused again; only its author can change it. */
function needsHand(error: unknown): boolean {
  return error instanceof ApiError && error.problem !== undefined && error.problem.status < 500;
}

function toRefreshProblem(
  source: SourceAnswer | undefined,
  error: Error | null,
  list: LoadedList | undefined,
): RefreshProblem | undefined {
  if (error) return { source: undefined, message: error.message };
  // A later answer of the same source says more than this one did.
  if (!source || !isMissing(source) || !list || list.source.asOf > source.asOf) return undefined;
  return { source };
}
