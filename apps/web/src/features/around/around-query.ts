import { queryOptions } from '@tanstack/react-query';
import type { Lookup } from '@watchfloor/contract';
import { getAround } from '../../lib/api.ts';

const freshMs = 15_000;

export function aroundOptions(uid: string) {
  return queryOptions({
    queryKey: ['queue', 'around', uid] as const,
    queryFn: ({ signal }) => getAround(uid, signal),
    staleTime: freshMs,
  });
}

/** Names a live question: the same one is not asked again by coming back to it. */
export const toLookupKey = ({ connection, resource, filter, values }: Lookup, range: { from: string; to: string }) =>
  ['live', connection, resource, filter, ...values, range.from, range.to] as const;
