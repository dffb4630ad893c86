import {
  type ExploreQuery,
  type Filter,
  type QueueFacetsAnswer,
  type QueueRow,
  type Resource,
  toExploreParams,
} from '@watchfloor/contract';
import { memo, useCallback, useDeferredValue, useMemo } from 'react';
import type { FacetListProps, FacetSelection } from '../../ui/facet-list/facet-list.tsx';
import { FilterPanel } from '../../ui/list/filter-panel.tsx';
import { type Spellings, toFacetValues, toSpellings } from './facet-values.ts';
import { isSearched, SearchedFacet } from './searched-facet.tsx';
import type { SourceName } from './source-name.ts';

export interface QueueFiltersProps {
  resource: Resource;
  query: ExploreQuery;
  onQuery: (query: ExploreQuery) => void;
  facets: QueueFacetsAnswer['facets'] | undefined;
  rows: readonly QueueRow[];
  connections: readonly SourceName[];
  people: readonly { id: string; name: string }[];
  me: string | undefined;
}

/** The queue's filters, with exact counts under all the other filters. */
export const QueueFilters = memo(function QueueFilters(props: QueueFiltersProps) {
  const { resource, query, onQuery, connections, people, me } = props;
  // The list comes first: counts are drawn when there is time, and give way to a key.
  const facets = useDeferredValue(props.facets);
  const rows = useDeferredValue(props.rows);
  const spellings = useSpellings(rows);
  const valuesOf = useCallback(
    (filter: Filter, selection: FacetSelection) =>
      toFacetValues(filter, selection, { facets, connections, people, me, spellings }),
    [facets, connections, people, me, spellings],
  );
  const counted = useMemo(() => toShown(resource, facets), [resource, facets]);
  const params = useMemo(() => toExploreParams(query), [query]);
  const renderFacet = useCallback(
    (filter: Filter, facet: Omit<FacetListProps, 'values'>) =>
      isSearched(filter) ? <SearchedFacet filter={filter.name} params={params} {...facet} /> : undefined,
    [params],
  );
  return (
    <FilterPanel
      resource={counted}
      sourceLabel={undefined}
      query={query}
      onQuery={onQuery}
      valuesOf={valuesOf}
      renderFacet={renderFacet}
    />
  );
});

/** The same object as long as no spelling is new: a decision about a row draws no filter anew. */
function useSpellings(rows: readonly QueueRow[]): Spellings {
  const spelled = toSpellings(rows);
  const text = JSON.stringify(
    [...spelled].map(([name, texts]) => [name, [...texts].toSorted(([a], [b]) => (a < b ? -1 : 1))]),
  );
  return useMemo(
    () => new Map((JSON.parse(text) as [string, [string, string][]][]).map(([name, texts]) => [name, new Map(texts)])),
    [text],
  );
}

/**
 * A filter whose values nobody counts is typed: a list of none would be a dead control. What is searched for is written in
 * the box above, which knows its language.
 */
function toShown(resource: Resource, facets: QueueFacetsAnswer['facets'] | undefined): Resource {
  const counted = new Set(facets?.map(({ filter }) => filter));
  const panel = resource.filters.filter(({ name }) => name !== 'q');
  const filters = panel.map((filter) =>
    facets && filter.type === 'enum' && filter.open && !counted.has(filter.name)
      ? { ...filter, type: 'text' as const }
      : filter,
  );
  return { ...resource, filters };
}
