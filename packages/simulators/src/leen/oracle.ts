import { matchedSometime, matchedThroughout } from '../scenario/journal.ts';
import type { LeenFacts, LeenJournal } from './journal.ts';
import type { LeenStore } from './store.ts';
import type { LeenSwitches } from './switches.ts';

/** A filter in the vendor's words; a list means any of its values. Times are ISO text or epoch ms. */
export interface LeenOracleFilter {
  severity?: string | readonly string[];
  updatedSince?: string | number;
  activity_name?: string | readonly string[];
  /** A finding's key. */
  uid?: string | readonly string[];
}

export interface LeenOracle {
  /** Keys of the findings of which an item matches now: `finding_info.uid`, else `metadata.uid`; newest first. */
  findings(filter?: LeenOracleFilter): string[];
  /** `metadata.uid` of every item that matches now. */
  items(filter?: LeenOracleFilter): string[];
  /** Findings of which one and the same item matched at every moment since: a complete read must hold them. */
  matchedThroughout(filter: LeenOracleFilter, sinceSeq: number): string[];
  /** Findings of which an item matched at some moment since: a read may hold no other. */
  matchedSometime(filter: LeenOracleFilter, sinceSeq: number): string[];
  journal: LeenJournal;
}

/** Written apart from the list on purpose: row by row, in words, without its order and numbers. */
export function createOracle(store: LeenStore, switches: LeenSwitches): LeenOracle {
  const fulfils = (facts: LeenFacts, filter: LeenOracleFilter): boolean => {
    const since = filter.updatedSince === undefined ? undefined : new Date(filter.updatedSince).getTime();
    if (since !== undefined && (switches.updatedClock === 'sync' ? facts.synced : facts.time) < since) return false;
    const any = (wanted: string | readonly string[] | undefined, value: string) =>
      wanted === undefined || (typeof wanted === 'string' ? [wanted] : wanted).includes(value);
    return (
      any(filter.severity, facts.severity) &&
      any(filter.activity_name, facts.activity_name) &&
      any(filter.uid, facts.key)
    );
  };
  const matching = (filter: LeenOracleFilter) =>
    [...store.allFacts()].filter(({ facts }) => fulfils(facts, filter)).toSorted((a, b) => b.facts.time - a.facts.time);
  const items = (filter: LeenOracleFilter = {}) => matching(filter).map(({ id }) => id);
  /** Items' ids to findings' keys, gone items included. */
  const toKeys = (ids: readonly string[], sinceSeq: number): string[] => {
    const keys = new Map([...store.allFacts()].map(({ id, facts }) => [id, facts.key]));
    for (const { id, before, after } of store.journal.since(sinceSeq)) {
      const key = (after ?? before)?.key;
      if (key !== undefined && !keys.has(id)) keys.set(id, key);
    }
    return [...new Set(ids.map((id) => keys.get(id) ?? id))];
  };
  const test = (filter: LeenOracleFilter) => (facts: LeenFacts) => fulfils(facts, filter);
  return {
    findings: (filter = {}) => [...new Set(matching(filter).map(({ facts }) => facts.key))],
    items,
    matchedThroughout: (filter, seq) =>
      toKeys(matchedThroughout(items(filter), store.journal.since(seq), test(filter)), seq),
    matchedSometime: (filter, seq) =>
      toKeys(matchedSometime(items(filter), store.journal.since(seq), test(filter)), seq),
    journal: store.journal,
  };
}
