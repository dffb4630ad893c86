import { infiniteQueryOptions } from '@tanstack/react-query';
import type { GroupChoice, Params, QueueGroup, QueueGroupsAnswer } from '@watchfloor/contract';
import { getQueueGroups } from '../../lib/api.ts';
import { stringifySearch } from '../../lib/search-params.ts';
import { toGroupParams } from './group-choice.ts';

const groupsPerPage = 100;

/** Groups, page by page, of what was there when the first page was read. `asOf` is of the list beside them. */
export function groupsOptions(params: Params, group: GroupChoice, asOf: number | undefined) {
  const asked = { ...params, ...toGroupParams(group) };
  return infiniteQueryOptions({
    queryKey: ['queue', 'groups', stringifySearch(asked), asOf] as const,
    queryFn: ({ pageParam, signal }) =>
      getQueueGroups({ params: asked, cursor: pageParam, rows: groupsPerPage }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.cursor,
    enabled: asOf !== undefined,
    gcTime: 60_000,
  });
}

/** Each once: one whose count changed while one scrolled can stand on two pages. */
export function toGroups(pages: readonly QueueGroupsAnswer[]): QueueGroup[] {
  return [...new Map(pages.flatMap(({ groups }) => groups).map((group) => [group.id, group])).values()];
}
