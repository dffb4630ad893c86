import { type QueryClient, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Mark, QueueFindingAnswer } from '@watchfloor/contract';
import { getAssignees, getQueueFinding } from '../../lib/api.ts';
import { useSettled } from '../../lib/use-settled.ts';

/** A held `j` passes thirty rows a second; only the one it rests on is asked for. */
const settleMs = 60;
const freshMs = 5_000;

export function findingOptions(uid: string) {
  return queryOptions({
    queryKey: ['queue', 'finding', uid] as const,
    queryFn: ({ signal }) => getQueueFinding(uid, signal),
    staleTime: freshMs,
  });
}

/** What is known of a finding whose mark was told of since is asked for again, where somebody looks at it. */
export async function forgetOlder(client: QueryClient, marks: ReadonlyMap<string, Mark>): Promise<void> {
  await client.invalidateQueries({
    queryKey: ['queue', 'finding'],
    predicate: ({ queryKey, state }) => {
      const told = marks.get(String(queryKey[2]));
      const known = state.data as QueueFindingAnswer | undefined;
      return told !== undefined && known !== undefined && known.row.mark.version < told.version;
    },
  });
}

/** What is known here of a finding. A colleague's decision is seen as soon as the finding is opened. */
export function useQueueFinding(uid: string) {
  const settled = useSettled(uid, settleMs);
  const isKept = useQueryClient().getQueryState(findingOptions(uid).queryKey)?.status === 'success';
  return useQuery({ ...findingOptions(uid), enabled: settled || isKept });
}

/** Who a finding can be given to. */
export const assigneesOptions = queryOptions({
  queryKey: ['queue', 'assignees'],
  queryFn: ({ signal }) => getAssignees(signal),
  staleTime: 60_000,
});
