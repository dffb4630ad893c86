import { matchedSometime, matchedThroughout } from '../scenario/journal.ts';
import type { Resource } from './filters.ts';
import type { Journal, RowFacts } from './journal.ts';
import type { UsmStore } from './store.ts';

/** A filter in the vendor's parameter names. A list means any of its values. */
export type OracleFilter = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export interface UsmOracle {
  /** All ids that match now, newest first, read row by row without paging, order index or dictionaries. */
  alarms(filter?: OracleFilter): string[];
  events(filter?: OracleFilter): string[];
  /** Ids that matched at every moment since the journal stood at `sinceSeq`: a complete read must hold them all. */
  matchedThroughout(resource: Resource, filter: OracleFilter, sinceSeq: number): string[];
  /** Ids that matched at some moment since then: a read may hold no other. */
  matchedSometime(resource: Resource, filter: OracleFilter, sinceSeq: number): string[];
  journal: Journal;
}

export function createOracle(store: UsmStore): UsmOracle {
  const now = (resource: Resource, filter: OracleFilter) => {
    const found: Array<{ id: string; at: number }> = [];
    for (const { id, facts } of store.allFacts(resource)) {
      if (fulfils(facts, filter)) found.push({ id, at: facts.timestamp_occured });
    }
    return found.toSorted((a, b) => b.at - a.at).map(({ id }) => id);
  };
  const changes = (resource: Resource, sinceSeq: number) =>
    store.journal.since(sinceSeq).filter((entry) => entry.resource === resource);
  return {
    alarms: (filter = {}) => now('alarms', filter),
    events: (filter = {}) => now('events', filter),
    matchedThroughout: (resource, filter, sinceSeq) =>
      matchedThroughout(now(resource, filter), changes(resource, sinceSeq), (facts) => fulfils(facts, filter)),
    matchedSometime: (resource, filter, sinceSeq) =>
      matchedSometime(now(resource, filter), changes(resource, sinceSeq), (facts) => fulfils(facts, filter)),
    journal: store.journal,
  };
}

/** Written apart from filters.ts on purpose: two readings of the same rules that have to agree. */
function fulfils(facts: RowFacts, filter: OracleFilter): boolean {
  return Object.entries(filter).every(([name, wanted]) => {
    if (wanted === undefined) return true;
    if (name === 'timestamp_occured_gte') return facts.timestamp_occured >= Number(wanted);
    if (name === 'timestamp_occured_lte') return facts.timestamp_occured <= Number(wanted);
    if (!(name in facts)) throw new Error(`the oracle knows no filter ${name}`);
    const values = Array.isArray(wanted) ? wanted : [String(wanted)];
    return values.includes(String(facts[name]));
  });
}
