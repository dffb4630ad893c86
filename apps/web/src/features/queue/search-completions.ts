import { type EntityKind, entityKinds, noValue, quoteSearch, searchFields, toSearchField } from '@watchfloor/contract';
import type { Completion } from '../../ui/query-box/types.ts';

/** A value that a field has, as it is offered. */
export interface OfferedValue {
  value: string;
  label: string;
  count: number | null;
}

/** What can be offered: counted values of a filter, and what the loaded rows name. */
export interface Offers {
  valuesOf: (field: string) => readonly OfferedValue[];
  namedOf: (kind: EntityKind) => readonly string[];
}

const offeredMax = 50;
const times = ['now-1h..now', 'now-4h..now', 'now-24h..now', 'now-7d..now'];

/** What could stand at the caret: the names of fields, and behind a field its values. Nothing inside of a phrase. */
export function toCompletions(text: string, caret: number, offers: Offers): Completion[] {
  const before = text.slice(0, caret);
  const place = toPlace(before);
  if (!place) return [];
  const { field, typed, from } = place;
  const rest = /^[^\s()"]*/.exec(text.slice(caret))?.[0].length ?? 0;
  const to = caret + (before.slice(from).startsWith('"') ? toQuoteEnd(text.slice(caret)) : rest);
  const wanted = typed.toLowerCase();
  if (field === undefined) {
    if (wanted === '') return [];
    return searchFields
      .filter(({ name }) => name.startsWith(wanted))
      .map(({ name, label }) => ({ from, to, insert: `${name}:`, label: `${name}:`, detail: label }));
  }
  return toValues(field, offers)
    .filter(({ value, label }) => value.toLowerCase().includes(wanted) || label.toLowerCase().includes(wanted))
    .slice(0, offeredMax)
    .map(({ value, label, count }) => {
      const insert = field === 'happened' || field === 'arrived' || field === 'active' ? value : quoteSearch(value);
      const detail = label.toLowerCase() === value.toLowerCase() ? undefined : label;
      // The space behind it is the one that stands there.
      return {
        from,
        to: text[to] === ' ' ? to + 1 : to,
        insert: `${insert} `,
        label: value,
        detail,
        count: count ?? undefined,
      };
    });
}

interface Place {
  /** undefined: a field could be named here. */
  field: string | undefined;
  typed: string;
  /** Where what was typed begins. */
  from: number;
}

/** A term up to the caret, with the field that it stands behind: `-event_type:"Thr`. */
const term = /(?:^|[\s(])-?(?:([a-z][a-z_]*):)?("[^"]*|[^\s()":]*)$/i;
/** A field whose parentheses are open. */
const group = /([a-z][a-z_]*):\([^()]*$/i;

function toPlace(before: string): Place | undefined {
  // An odd number of quotes: within one.
  const isQuoted = (before.match(/"/g)?.length ?? 0) % 2 === 1;
  const [, name, typed] = term.exec(before) ?? [];
  if (typed === undefined || (isQuoted && !typed.startsWith('"'))) return undefined;
  const outer = name ?? group.exec(before)?.[1];
  const field = outer === undefined ? undefined : toSearchField(outer)?.name;
  if (outer !== undefined && field === undefined) return undefined;
  if (field === undefined && isQuoted) return undefined;
  return { field, typed: typed.replace(/^"/, ''), from: before.length - typed.length };
}

function toQuoteEnd(rest: string): number {
  const end = rest.indexOf('"');
  return end === -1 ? 0 : end + 1;
}

function toValues(name: string, { valuesOf, namedOf }: Offers): readonly OfferedValue[] {
  const field = toSearchField(name);
  if (field?.kind === 'time') return times.map((value) => ({ value, label: value, count: null }));
  if (field?.kind === 'words') return [];
  const kind = entityKinds.find((one) => one === name);
  if (kind) return namedOf(kind).map((value) => ({ value, label: value, count: null }));
  if (name === 'entity') return [];
  const offered = valuesOf(name);
  const { closed } = field ?? {};
  if (!closed) return offered.filter(({ value }) => value !== '');
  const known = new Map(offered.map((one) => [one.value, one]));
  return closed.map((value) => known.get(value) ?? { value, label: value === noValue ? 'None' : value, count: null });
}
