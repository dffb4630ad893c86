import type { ExploreQuery, Filter, Resource, SourceRecord } from '@watchfloor/contract';
import { memo, useCallback, useMemo } from 'react';
import { createValueCounter } from '../../lib/list/facet-values.ts';
import { formatCount } from '../../lib/time.ts';
import type { FacetSelection, FacetValue } from '../../ui/facet-list/facet-list.tsx';
import { FilterPanel } from '../../ui/list/filter-panel.tsx';

export interface LoadedFiltersProps {
  resource: Resource;
  /** The source's name, for sentences. */
  sourceLabel: string;
  query: ExploreQuery;
  onQuery: (query: ExploreQuery) => void;
  rows: readonly SourceRecord[];
  /** Every row of the range is loaded: counts are then exact. */
  isWhole: boolean;
}

/** The filters of a list that is read page by page: what is counted are the rows that are here. */
export const LoadedFilters = memo(function LoadedFilters(props: LoadedFiltersProps) {
  const { resource, rows, isWhole } = props;
  const count = useMemo(
    () => createValueCounter(resource.filters, resource.columns),
    [resource.filters, resource.columns],
  );
  const counts = useMemo(() => count(rows), [count, rows]);
  const valuesOf = useCallback(
    (filter: Filter, selection: FacetSelection) => toFacetValues(filter, selection, counts.get(filter.name), isWhole),
    [counts, isWhole],
  );
  const suggestionsOf = useCallback(
    (filter: Filter) => {
      const seen = counts.get(filter.name);
      return seen && [...seen.keys()];
    },
    [counts],
  );
  return (
    <FilterPanel
      resource={resource}
      sourceLabel={props.sourceLabel}
      query={props.query}
      onQuery={props.onQuery}
      valuesOf={valuesOf}
      suggestionsOf={suggestionsOf}
      note={rows.length > 0 ? toNote(rows.length, isWhole) : undefined}
    />
  );
});

function toNote(rows: number, isWhole: boolean): string {
  return isWhole
    ? 'Counts are exact: all rows of this range are loaded.'
    : `Counts are of the ${formatCount(rows)} loaded rows: there are at least so many.`;
}

function toFacetValues(
  filter: Filter,
  { include, exclude }: FacetSelection,
  counts: ReadonlyMap<string, number> | undefined,
  isWhole: boolean,
): FacetValue[] {
  const labels = new Map(filter.values.map(({ value, label }) => [value, label]));
  if (filter.open) for (const value of counts?.keys() ?? []) if (!labels.has(value)) labels.set(value, value);
  return [...labels].map(([value, label]) => {
    // Rows with a value that this very filter rules out were not asked for: their number is not known.
    const isAsked = (include.length === 0 || include.includes(value)) && !exclude.includes(value);
    const count = isAsked ? (counts?.get(value) ?? (isWhole ? 0 : null)) : null;
    return { value, label, count, counted: isWhole ? 'exact' : 'at_least' };
  });
}
