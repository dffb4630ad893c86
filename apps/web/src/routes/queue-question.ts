import { type ExploreQuery, type Params, queueResource, type ShippedView, toExploreParams } from '@watchfloor/contract';
import { useMemo } from 'react';
import { readGroupChoice } from '../features/queue/group-choice.ts';
import { readLocation, toListParams } from '../lib/list/list-location.ts';
import { parseSearch, stringifySearch } from '../lib/search-params.ts';

/**
 * The queue's question of a URL and how it is grouped; the same object as long as its part of the URL is the same.
 * Without a question, the first view's.
 */
export function useQueueQuery(params: Params) {
  const text = stringifySearch(toListParams(params));
  const groupText = stringifySearch({ group: params.group, group_order: params.group_order });
  return useMemo(() => {
    const { query, ignored } = readLocation(text === '' ? queueResource.opensWith : parseSearch(text), queueResource);
    const grouped = readGroupChoice(parseSearch(groupText));
    return { query, group: grouped.group, ignored: [...ignored, ...grouped.ignored] };
  }, [text, groupText]);
}

/** The view that asks just that; the order of values says nothing, nor does the grouping. */
export function findShippedView(views: readonly ShippedView[], query: ExploreQuery): ShippedView | undefined {
  const asked = toCanonical(query);
  return views.find(({ params }) => toCanonical(readLocation(params, queueResource).query) === asked);
}

function toCanonical(query: ExploreQuery): string {
  const params = Object.entries(toExploreParams({ order: queueResource.orders[0]?.name ?? '', ...query }));
  return JSON.stringify(
    params.map(([name, value]) => [name, [value].flat().toSorted()] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}
