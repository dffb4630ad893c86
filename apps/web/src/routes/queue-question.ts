import type { ShippedView } from '@watchfloor/contract';
import { type ExploreQuery, type Params, queueResource, toExploreParams } from '@watchfloor/contract';
import { useMemo } from 'react';
import { readLocation, toListParams } from '../lib/list/list-location.ts';
import { parseSearch, stringifySearch } from '../lib/search-params.ts';

/** The queue's question of a URL; the same object as long as its part of the URL is the same. Without one, the first view's. */
export function useQueueQuery(params: Params) {
  const text = stringifySearch(toListParams(params));
  return useMemo(() => readLocation(text === '' ? queueResource.opensWith : parseSearch(text), queueResource), [text]);
}

/** The view that asks just that; the order of values says nothing. */
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
