import { type ExploreQuery, type Filter, type Resource, type SourceRecord, severities } from '@watchfloor/contract';
import { memo, useMemo, useState } from 'react';
import { formatCount } from '../../lib/time.ts';
import { BooleanFacet } from '../../ui/facet-list/boolean-facet.tsx';
import { FacetList, type FacetValue } from '../../ui/facet-list/facet-list.tsx';
import { TextFacet } from '../../ui/facet-list/text-facet.tsx';
import { SeverityMark } from '../../ui/severity-mark.tsx';
import { createValueCounter, toPanelOrder } from './facet-values.ts';
import { filterOf, withFilter } from './filter-edits.ts';

export interface FilterPanelProps {
  resource: Resource;
  /** The source's name, for sentences. */
  sourceLabel: string;
  query: ExploreQuery;
  onQuery: (query: ExploreQuery) => void;
  rows: readonly SourceRecord[];
  /** Every row of the range is loaded: counts are then exact. */
  isWhole: boolean;
}

const opensAtFirst = 4;

/** All filters of a resource, built from its declaration alone. */
export const FilterPanel = memo(function FilterPanel(props: FilterPanelProps) {
  const { resource, sourceLabel, query, onQuery, rows, isWhole } = props;
  const filters = useMemo(() => toPanelOrder(resource.filters), [resource.filters]);
  const count = useMemo(
    () => createValueCounter(resource.filters, resource.columns),
    [resource.filters, resource.columns],
  );
  const counts = useMemo(() => count(rows), [count, rows]);
  const [turned, setTurned] = useState<ReadonlyMap<string, boolean>>(new Map());

  return (
    <>
      {filters.map((filter, index) => {
        const selection = filterOf(query, filter.name);
        const isSet = selection.include.length + selection.exclude.length > 0;
        const frame = {
          label: filter.label,
          isOpen: turned.get(filter.name) ?? (index < opensAtFirst || isSet),
          onOpenChange: (isOpen: boolean) => setTurned(new Map(turned).set(filter.name, isOpen)),
          ...(filter.appliedBy === 'watchfloor' ? { note: 'filtered here' } : {}),
          ...toHint(filter, sourceLabel),
        };
        if (filter.type === 'boolean') {
          return (
            <BooleanFacet
              key={filter.name}
              {...frame}
              value={toBoolean(selection.include, selection.exclude)}
              onChange={(value) =>
                onQuery(
                  withFilter(query, filter.name, {
                    include: value === undefined ? [] : [String(value)],
                    exclude: [],
                  }),
                )
              }
            />
          );
        }
        const shared = {
          ...frame,
          selection,
          multi: filter.multi,
          onChange: (next: { include: string[]; exclude: string[] }) => onQuery(withFilter(query, filter.name, next)),
        };
        if (filter.type === 'text') {
          const seen = counts.get(filter.name);
          return (
            <TextFacet
              key={filter.name}
              {...shared}
              match={filter.match}
              {...(seen ? { suggestions: [...seen.keys()].slice(0, 50) } : {})}
            />
          );
        }
        return (
          <FacetList
            key={filter.name}
            {...shared}
            values={toFacetValues(filter, selection, counts.get(filter.name), isWhole)}
          />
        );
      })}
      {rows.length > 0 && (
        <p className="px-3 py-2 text-label text-muted">
          {isWhole
            ? 'Counts are exact: all rows of this range are loaded.'
            : `Counts are of the ${formatCount(rows.length)} loaded rows: there are at least so many.`}
        </p>
      )}
    </>
  );
});

/** Filters that look in several places have no noun that a sentence could take. */
const searches = new Set(['q', 'entity']);

function toHint(filter: Filter, sourceLabel: string): { hint?: string } {
  const parts = [];
  if (filter.appliedBy === 'watchfloor') {
    const lack = searches.has(filter.name) ? 'has no such search' : `cannot filter by ${filter.label.toLowerCase()}`;
    parts.push(`${sourceLabel} ${lack}: its rows are filtered here.`);
  }
  if (filter.hint !== undefined) parts.push(`${filter.hint.replace(/\.$/, '')}.`);
  return parts.length > 0 ? { hint: parts.join(' ') } : {};
}

function toBoolean(include: string[], exclude: string[]): boolean | undefined {
  if (include.length === 1) return include[0] === 'true';
  return exclude.length === 1 ? exclude[0] !== 'true' : undefined;
}

function toFacetValues(
  filter: Filter,
  { include, exclude }: { include: string[]; exclude: string[] },
  counts: ReadonlyMap<string, number> | undefined,
  isWhole: boolean,
): FacetValue[] {
  const labels = new Map(filter.values.map(({ value, label }) => [value, label]));
  if (filter.open) for (const value of counts?.keys() ?? []) if (!labels.has(value)) labels.set(value, value);
  return [...labels].map(([value, label]) => {
    // Rows with a value that this very filter rules out were not asked for: their number is not known.
    const isAsked = (include.length === 0 || include.includes(value)) && !exclude.includes(value);
    const count = isAsked ? (counts?.get(value) ?? (isWhole ? 0 : null)) : null;
    const severity = filter.name === 'severity' ? severities.find((one) => one === value) : undefined;
    return {
      value,
      label,
      count,
      counted: isWhole ? 'exact' : 'at_least',
      ...(severity ? { mark: <SeverityMark severity={severity} /> } : {}),
    };
  });
}
