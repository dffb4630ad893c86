import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { CoverageAnswer } from '@watchfloor/contract';
import { addReadTask, getCoverage, type NewReadTask, refreshSources, stopReadTask } from '../../lib/api.ts';
import { useToast } from '../../ui/toast/toast.tsx';
import { isUnderWay } from './task-words.ts';

const busyMs = 2_000;
const quietMs = 5_000;

/** How complete a connection is. Costs no vendor call; asked faster while something moves, and not in a hidden tab. */
export function coverageOptions(connection: string) {
  return queryOptions({
    queryKey: ['coverage', connection],
    queryFn: ({ signal }) => getCoverage(connection, signal),
    refetchInterval: ({ state: { data } }) => (data && isMoving(data) ? busyMs : quietMs),
    refetchOnMount: 'always',
    // No list that one reads: it may change on return, and has stood still while nobody looked.
    refetchOnWindowFocus: 'always',
  });
}

const isMoving = ({ sources, tasks }: CoverageAnswer) =>
  tasks.some(isUnderWay) || sources.some(({ filling }) => filling !== null);

/** What can be asked of a connection's sources; what came of it stands on the page, a refusal in a toast. */
export function useCoverageActs(connection: string) {
  const client = useQueryClient();
  const toast = useToast();
  const onError = (error: Error) => toast({ text: error.message, shownMs: 10_000 });
  const onSettled = () => client.invalidateQueries({ queryKey: ['coverage', connection] });
  const refreshing = useMutation({ mutationFn: () => refreshSources(connection), onError, onSettled });
  const adding = useMutation({
    mutationFn: ({ resource, ...task }: NewReadTask & { resource: string }) => addReadTask(connection, resource, task),
    onError,
    onSettled,
  });
  const stopping = useMutation({ mutationFn: stopReadTask, onError, onSettled });
  return {
    refresh: () => refreshing.mutate(),
    isRefreshing: refreshing.isPending,
    add: adding.mutate,
    isAdding: adding.isPending,
    stop: (id: string) => stopping.mutate(id),
  };
}
