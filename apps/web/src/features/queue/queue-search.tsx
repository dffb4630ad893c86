import { type EntityKind, readSearch, searchLimits } from '@watchfloor/contract';
import { memo } from 'react';
import { filterOf, withFilter } from '../../lib/list/filter-edits.ts';
import { QueryBox } from '../../ui/query-box/query-box.tsx';
import { toFacetValues } from './facet-values.ts';
import type { QueueFiltersProps } from './queue-filters.tsx';
import { type OfferedValue, toCompletions } from './search-completions.ts';
import { SearchHelp } from './search-help.tsx';

const everything = { include: [], exclude: [] };

/** The box of the queue, in the language that the address and the API take as well. */
export const QueueSearch = memo(function QueueSearch(props: QueueFiltersProps) {
  const { resource, query, onQuery, facets, rows, connections, people, me } = props;
  const text = filterOf(query, 'q').include[0] ?? '';

  function valuesOf(name: string): OfferedValue[] {
    const filter = resource.filters.find((one) => one.name === name);
    if (!filter) return [];
    const known = { facets, connections, people, me, spellings: new Map(), hasSourceFilter: 'source' in query.filters };
    const values = toFacetValues(filter, everything, known);
    if (name !== 'owner') return values;
    // People are asked for by name.
    return values.map((one) => (people.some(({ id }) => id === one.value) ? { ...one, value: one.label } : one));
  }

  const namedOf = (kind: EntityKind) => [
    ...new Set(rows.flatMap(({ entities }) => entities.flatMap((one) => (one.kind === kind ? [one.value] : [])))),
  ];

  return (
    <QueryBox
      value={text}
      what={resource.label.toLowerCase()}
      onSubmit={(next) =>
        onQuery(withFilter(query, 'q', { ...filterOf(query, 'q'), include: next === '' ? [] : [next] }))
      }
      check={(given) => {
        const reading = readSearch(given);
        return reading.isRead ? undefined : reading.mistake;
      }}
      notesOf={(given) => {
        const reading = readSearch(given);
        return reading.isRead ? reading.notes.slice(0, 1) : [];
      }}
      complete={(given, caret) => toCompletions(given, caret, { valuesOf, namedOf })}
      charsMax={searchLimits.chars}
      help={<SearchHelp />}
    />
  );
});
