import { matchedSometime, matchedThroughout } from '../scenario/journal.ts';
import type { KumaAccess } from './access.ts';
import type { AlertFacts, KumaJournal } from './journal.ts';
import type { KumaStore } from './store.ts';

/** In the vendor's parameter names, plus `priority`. A list means any of its values; times as epoch ms or RFC 3339. */
export interface KumaFilter {
  id?: string | readonly string[];
  tenantID?: string | readonly string[];
  TenantID?: string | readonly string[];
  /** Case-insensitive expression. */
  name?: string;
  timestampField?: 'lastSeen' | 'firstSeen';
  from?: number | string;
  to?: number | string;
  status?: string | readonly string[];
  /** Not the vendor's: no such filter exists. */
  priority?: string | readonly string[];
}

export interface KumaOracle {
  /** All ids that this token may see and that match now, newest first, read row by row without orders or codes. */
  alerts(filter?: KumaFilter): string[];
  /** Ids that matched at every moment since the journal stood at `sinceSeq`: a complete read must hold them all. */
  matchedThroughout(filter: KumaFilter, sinceSeq: number): string[];
  /** Ids that matched at some moment since then: a read may hold no other. */
  matchedSometime(filter: KumaFilter, sinceSeq: number): string[];
  /** An alert's facts now: exact times, and how many events it holds. */
  facts(id: string): (AlertFacts & { events: number; overflow: boolean }) | undefined;
  journal: KumaJournal;
}

export function createOracle(store: KumaStore, access: KumaAccess): KumaOracle {
  const matching = (filter: KumaFilter) => {
    const name = filter.name === undefined ? undefined : new RegExp(filter.name, 'i');
    return (facts: AlertFacts, id: string) =>
      !access.forbiddenTenants.includes(facts.tenantID) && fulfils(facts, id, filter, name);
  };
  const now = (filter: KumaFilter) => {
    const field = filter.timestampField ?? 'lastSeen';
    const matches = matching(filter);
    const found: Array<{ id: string; at: number }> = [];
    for (const { id, facts } of store.allFacts()) if (matches(facts, id)) found.push({ id, at: facts[field] });
    return found.toSorted((a, b) => b.at - a.at).map(({ id }) => id);
  };
  return {
    alerts: (filter = {}) => now(filter),
    matchedThroughout: (filter, sinceSeq) =>
      matchedThroughout(now(filter), store.journal.since(sinceSeq), matching(filter)),
    matchedSometime: (filter, sinceSeq) =>
      matchedSometime(now(filter), store.journal.since(sinceSeq), matching(filter)),
    facts(id) {
      const row = store.find(id);
      if (row === undefined) return undefined;
      const { events, overflow } = store.table;
      return { ...store.facts(row), events: events[row] ?? 0, overflow: overflow[row] === 1 };
    },
    journal: store.journal,
  };
}

/** Written apart from filters.ts on purpose: two readings of the same rules that have to agree. */
function fulfils(facts: AlertFacts, id: string, filter: KumaFilter, name: RegExp | undefined): boolean {
  const at = facts[filter.timestampField ?? 'lastSeen'];
  const tenants = [filter.tenantID ?? [], filter.TenantID ?? []].flat();
  return (
    (filter.id === undefined || [filter.id].flat().includes(id)) &&
    (tenants.length === 0 || tenants.includes(facts.tenantID)) &&
    (filter.status === undefined || [filter.status].flat().includes(facts.status)) &&
    (filter.priority === undefined || [filter.priority].flat().includes(facts.priority)) &&
    (name === undefined || name.test(facts.name)) &&
    (filter.from === undefined || at >= toMs(filter.from)) &&
    (filter.to === undefined || at <= toMs(filter.to))
  );
}

function toMs(time: number | string): number {
  const atMs = typeof time === 'number' ? time : Date.parse(time);
  if (Number.isNaN(atMs)) throw new Error(`the oracle cannot read the time ${time}`);
  return atMs;
}
