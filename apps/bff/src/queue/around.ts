import { type AroundAnswer, type Entity, type Interval, type SourceRecord, severities } from '@watchfloor/contract';
import { type RawBuilder, sql } from 'kysely';
import type { HeldConnection } from '../connections/connection-book.ts';
import type { Database } from '../store/database.ts';
import { toLookups } from './lookups.ts';
import { nearMs, toRange } from './range.ts';
import { readSourceStates } from './source-states.ts';

/** Before and after. */
const reachMs = 86_400_000;
/** What one pivots on, in the order in which it is shown; what merely describes a file or a process is none. */
const kinds: readonly Entity['kind'][] = ['user', 'host', 'ip', 'hash', 'domain', 'email', 'url'];
const valuesMax = 12;
/** A source that is read to less than this ago is read up to now. */
const behindMs = 60_000;

interface Around {
  connections: readonly HeldConnection[];
  isVisible: RawBuilder<boolean>;
  now: number;
  days: number;
}

/**
 * Counts the other findings of each source that name what this one names, as a list of the queue for the same value and
 * range does. undefined: it is not kept, or not to be seen.
 */
export async function readAround(
  database: Pick<Database, 'sql'>,
  uid: string,
  { connections, isVisible, now, days }: Around,
): Promise<AroundAnswer | undefined> {
  const { rows } = await sql<{ record: SourceRecord; sort_at: number }>`
    select f.record, f.sort_at from finding f where f.uid = ${uid} and ${isVisible}`.execute(database.sql);
  const [finding] = rows;
  if (!finding) return undefined;
  const at = finding.sort_at;
  // To the second, as addresses spell it: a list that is opened for a count counts the same.
  const range = { from: Math.floor((at - reachMs) / 1_000) * 1_000, to: Math.ceil((at + reachMs) / 1_000) * 1_000 };
  const all = toPivots(finding.record);
  const pivots = all.slice(0, valuesMax);
  const values = pivots.map(({ value }) => value.toLowerCase());
  const [counts, sources, lookups] = await Promise.all([
    countAround(database, uid, { values, range, isVisible }),
    readSources(database, connections, { range, now, days }),
    toLookups(database, connections, pivots, { at, isVisible }),
  ]);
  return {
    range,
    sources,
    values: pivots.map(({ kind, value }, index) => ({
      kind,
      value,
      counts: counts
        .filter((row) => row.value === value.toLowerCase())
        .map(({ connection, findings, worst }) => ({ connection, findings, worst: severities[worst - 1] ?? null })),
      lookups: lookups[index]?.lookups ?? [],
      noLookups: lookups[index]?.noLookups ?? [],
    })),
    left: all.length - pivots.length,
  };
}

function toPivots({ entities }: SourceRecord): Entity[] {
  const once = new Map(entities.map((entity) => [`${entity.kind} ${entity.value.toLowerCase()}`, entity]));
  return [...once.values()]
    .filter(({ kind }) => kinds.includes(kind))
    .toSorted((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
}

/** Each connection, and what of the range it was not read for up to now, whatever the reason. */
async function readSources(
  database: Pick<Database, 'sql'>,
  connections: readonly HeldConnection[],
  { range, now, days }: { range: Interval; now: number; days: number },
): Promise<AroundAnswer['sources']> {
  const { sources, unreadOf } = await readSourceStates(database, connections, { range, filters: {}, now, days });
  return connections.map(({ id, label, vendor }) => {
    const lists = sources.filter(({ connection }) => connection === id);
    const unread = [...(unreadOf.get(id) ?? [])];
    const asOf = Math.min(now, ...lists.map((list) => list.asOf));
    const end = Math.min(range.to, now);
    if (end - asOf > behindMs) unread.push({ from: Math.max(asOf, range.from), to: end });
    // Nothing is kept at all.
    else if (unread.length === 0 && lists.some(({ state }) => state === 'partial')) unread.push({ ...range, to: end });
    return { connection: id, label, vendorMark: vendor.mark, unread, asOf };
  });
}

/**
 * Those that lie among the days of the range are found by what they name; the few whose times say otherwise than where
 * they lie, by the range.
 */
async function countAround(
  { sql: db }: Pick<Database, 'sql'>,
  uid: string,
  { values, range, isVisible }: { values: string[]; range: Interval; isVisible: RawBuilder<boolean> },
): Promise<{ value: string; connection: string; findings: number; worst: number }[]> {
  const { near, apart } = toRange(range);
  const { from, to } = range;
  // Where a finding lies among the days and its place in time differ by less, or by very much.
  const [first, last] = [from - nearMs, to + nearMs];
  const wanted = sql<boolean>`f.uid <> ${uid} and f.entities && ${values}::text[] and ${isVisible}`;
  const { rows } = await sql<{ value: string; connection: string; findings: number; worst: number }>`
    select v.value, f.connection, count(*) as findings, min(f.severity_rank) as worst
    from (
      select f.connection, f.severity_rank, f.entities from finding f
      where f.at between ${first} and ${last} and (f.happened between ${from} and ${to}
        or f.arrived between ${from} and ${to} or f.active between ${from} and ${to}) and ${wanted}
      union all
      select f.connection, f.severity_rank, f.entities from queue_entry x cross join lateral (
        select f.* from finding f where f.uid = x.uid and f.at = x.at and ${wanted} offset 0
      ) f
      where ((${near} and x.at not between x.sort_at - ${sql.lit(nearMs)} and x.sort_at + ${sql.lit(nearMs)}) or ${apart})
        and not x.at between ${first} and ${last}
    ) f, unnest(f.entities) v(value)
    where v.value = any(${values}::text[])
    group by 1, 2`.execute(db);
  return rows;
}
