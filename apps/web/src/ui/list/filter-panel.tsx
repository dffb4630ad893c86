import { type ExploreQuery, type Filter, parseTimeSpan, type Resource, severities } from '@watchfloor/contract';
import { Fragment, memo, type ReactNode, useMemo, useState } from 'react';
import { toPanelOrder } from '../../lib/list/facet-values.ts';
import { filterOf, withFilter } from '../../lib/list/filter-edits.ts';
import { BooleanFacet } from '../facet-list/boolean-facet.tsx';
import { FacetList, type FacetListProps, type FacetSelection, type FacetValue } from '../facet-list/facet-list.tsx';
import { TextFacet } from '../facet-list/text-facet.tsx';
import { SeverityMark } from '../severity-mark.tsx';

export interface FilterPanelProps {
  resource: Resource;
  /** The source's name, where it is worth saying which filters it does not apply itself. */
  sourceLabel: string | undefined;
  query: ExploreQuery;
  onQuery: (query: ExploreQuery) => void;
  /** What is offered for a filter. Keep the function's identity while its answers are the same. */
  valuesOf: (filter: Filter, selection: FacetSelection) => FacetValue[];
  /** Offered while one types a value. */
  suggestionsOf?: ((filter: Filter) => string[] | undefined) | undefined;
  /** Draws a filter in a way of its own; undefined: as it is declared. Keep the function's identity. */
  renderFacet?: ((filter: Filter, facet: Omit<FacetListProps, 'values'>) => ReactNode | undefined) | undefined;
  /** Under the filters: what the counts count. */
  note?: ReactNode;
}

const opensAtFirst = 4;

/** All filters of a list, built from its declaration alone. */
export const FilterPanel = memo(function FilterPanel(props: FilterPanelProps) {
  const { resource, sourceLabel, query, onQuery, valuesOf, suggestionsOf, note } = props;
  const filters = useMemo(() => toPanelOrder(resource.filters), [resource.filters]);
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
          ...(filter.appliedBy === 'watchfloor' && sourceLabel !== undefined ? { note: 'filtered here' } : {}),
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
          onChange: (next: FacetSelection) => onQuery(withFilter(query, filter.name, next)),
        };
        const drawn = props.renderFacet?.(filter, shared);
        if (drawn !== undefined) return <Fragment key={filter.name}>{drawn}</Fragment>;
        if (filter.type === 'time') {
          return (
            <TextFacet
              key={filter.name}
              {...shared}
              match="exact"
              placeholder="now-24h.."
              suggestions={spans}
              validate={(text) => (parseTimeSpan(text) ? undefined : spanHelp)}
            />
          );
        }
        if (filter.type === 'text') {
          const suggestions = suggestionsOf?.(filter);
          return (
            <TextFacet
              key={filter.name}
              {...shared}
              match={filter.match}
              {...(suggestions ? { suggestions: suggestions.slice(0, suggestedMax) } : {})}
            />
          );
        }
        return (
          <FacetList key={filter.name} {...shared} values={valuesOf(filter, selection).map(toMarked(filter.name))} />
        );
      })}
      {note !== undefined && <p className="px-3 py-2 text-label text-muted">{note}</p>}
    </>
  );
});

const suggestedMax = 50;
const spans = ['now-1h..', 'now-24h..', 'now-7d..', '..now-30m', '..now-24h', 'now-7d..now-24h'];
const spanHelp = 'From and to with two dots between: now-24h.. or ..now-30m or now-7d..now-1h.';

/** Filters that look in several places have no noun that a sentence could take. */
const searches = new Set(['q', 'entity']);

function toHint(filter: Filter, sourceLabel: string | undefined): { hint?: string } {
  const parts = [];
  if (filter.appliedBy === 'watchfloor' && sourceLabel !== undefined) {
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

/** A severity stands as it does in the list: by icon, word and colour. */
function toMarked(filter: string): (value: FacetValue) => FacetValue {
  if (filter !== 'severity') return (value) => value;
  return (value) => {
    const severity = severities.find((one) => one === value.value);
    return severity ? { ...value, mark: <SeverityMark severity={severity} /> } : value;
  };
}
