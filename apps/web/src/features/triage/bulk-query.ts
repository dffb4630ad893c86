import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { BulkOutcome, NewBulk } from '@watchfloor/contract';
import { freezeBulk, getBulk, getBulkItems, getBulks } from '../../lib/api.ts';

const runningMs = 400;
const itemsPerPage = 200;

/** The count of the set; asked once for each time that somebody asks. */
export function frozenOptions(asked: number, set: NewBulk) {
  return queryOptions({
    queryKey: ['queue', 'bulk', 'frozen', asked] as const,
    queryFn: ({ signal }) => freezeBulk(set, signal),
    gcTime: 0,
    retry: false,
  });
}

/** How far it is, while it runs. */
export function bulkOptions(id: string) {
  return queryOptions({
    queryKey: ['queue', 'bulk', 'job', id] as const,
    queryFn: ({ signal }) => getBulk(id, signal),
    refetchInterval: ({ state }) => (state.data === undefined || state.data.state === 'running' ? runningMs : false),
  });
}

/** Those that run: who reloads the page finds theirs again. */
export const runningBulksOptions = queryOptions({
  queryKey: ['queue', 'bulk', 'running'] as const,
  queryFn: async ({ signal }) => (await getBulks(signal)).jobs.filter(({ state }) => state === 'running'),
});

export function bulkItemsOptions(id: string, outcome: BulkOutcome | undefined) {
  return infiniteQueryOptions({
    queryKey: ['queue', 'bulk', 'items', id, outcome] as const,
    queryFn: ({ pageParam, signal }) => getBulkItems(id, { after: pageParam, rows: itemsPerPage, outcome }, signal),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
    gcTime: 0,
  });
}
