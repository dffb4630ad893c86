import { type ChangeJournal, matchedSometime, matchedThroughout } from '../scenario/journal.ts';
import { type EventFacts, eventKeyOf } from './row-facts.ts';
import type { EventChangeKind, EventStore } from './store.ts';

/**
 * A filter in the vendor's parameter names without brackets; a list means any of its values. Beyond what the vendor
 * can: `severity` ('' for absent), `detection`, `hostname`, `user`, and `until_s`, epoch seconds, inclusive.
 */
export type EventOracleFilter = Readonly<Record<string, string | number | ReadonlyArray<string | number> | undefined>>;

export interface SecureEndpointOracle {
  /** Stable keys of all events that match now, newest first, read row by row without paging or the order index. */
  events(filter?: EventOracleFilter): string[];
  matchedThroughout(filter: EventOracleFilter, sinceSeq: number): string[];
  matchedSometime(filter: EventOracleFilter, sinceSeq: number): string[];
  /** The record's exact text on the wire now. */
  raw(key: string): string;
  facts(key: string): EventFacts;
  journal: ChangeJournal<'events', EventFacts, EventChangeKind>;
}

export function createOracle(store: EventStore, render: (row: number) => string): SecureEndpointOracle {
  const now = (filter: EventOracleFilter) => {
    const rows = [...store.allRows()].toReversed();
    const found = rows.map((row) => store.facts(row)).filter((facts) => fulfils(facts, filter));
    found.sort((a, b) => b.timestamp - a.timestamp || b.timestamp_nanoseconds - a.timestamp_nanoseconds);
    return found.map(eventKeyOf);
  };
  const { journal } = store;
  return {
    events: (filter = {}) => now(filter),
    matchedThroughout: (filter, sinceSeq) =>
      matchedThroughout(now(filter), journal.since(sinceSeq), (facts) => fulfils(facts, filter)),
    matchedSometime: (filter, sinceSeq) =>
      matchedSometime(now(filter), journal.since(sinceSeq), (facts) => fulfils(facts, filter)),
    raw: (key) => render(store.find(key)),
    facts: (key) => store.facts(store.find(key)),
    journal,
  };
}

const COLUMN_OF: Readonly<Record<string, keyof EventFacts>> = {
  event_type: 'event_type_id',
  group_guid: 'group_guids',
};

/** Written apart from query.ts and the listing on purpose: two readings of the same rules that have to agree. */
function fulfils(facts: EventFacts, filter: EventOracleFilter): boolean {
  return Object.entries(filter).every(([name, wanted]) => {
    if (wanted === undefined) return true;
    if (name === 'start_date') return facts.timestamp >= Math.floor(Date.parse(String(wanted)) / 1000);
    if (name === 'until_s') return facts.timestamp <= Number(wanted);
    const column = COLUMN_OF[name] ?? name;
    if (!Object.hasOwn(facts, column)) throw new Error(`the oracle knows no filter ${name}`);
    const held = String(facts[column as keyof EventFacts]);
    const parts = column === 'group_guids' ? held.split(',') : [held];
    return (Array.isArray(wanted) ? wanted : [wanted]).some((value) => parts.includes(asHeld(column, String(value))));
  });
}

/** Guids and hashes compare in lower case, which is how the facts hold them. */
function asHeld(column: string, value: string): string {
  return /guid|sha256/.test(column) ? value.toLowerCase() : value;
}
