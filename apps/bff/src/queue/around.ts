import type { AroundAnswer, Entity, SourceRecord } from '@watchfloor/contract';
import { severities } from '@watchfloor/contract';
import { type RawBuilder, sql } from 'kysely';
import type { HeldConnection } from '../connections/connection-book.ts';
import type { Database } from '../store/database.ts';
import { readSourceStates } from './source-states.ts';

/** Before and after. */
const reachMs = 86_400_000;
/** What one pivots on, in the order in which it is shown; what merely describes a file or a process is none. */
const kinds: readonly Entity['kind'][] = ['user', 'host', 'ip', 'hash', 'domain', 'email', 'url'];
const valuesMax = 8;

interface Around {
  connections: readonly HeldConnection[];
  isVisible: RawBuilder<boolean>;
  now: number;
  days: number;
}

/** Counts the other findings of each source that name what this one names. undefined: it is not kept, or not to be seen. */
export async function readAround(
  database: Pick<Database, 'sql'>,
  uid: string,
  { connections, isVisible, now, days }: Around,
): Promise<AroundAnswer | undefined> {
  const { rows } = await sql<{ record: SourceRecord; sort_at: number }>`
    select f.record, f.sort_at from finding f where f.uid = ${uid} and ${isVisible}`.execute(database.sql);
  const [finding] = rows;
  if (!finding) return undefined;
  const range = { from: finding.sort_at - reachMs, to: finding.sort_at + reachMs };
  const entities = toPivots(finding.record);
  const [counts, { unreadOf }] = await Promise.all([
    countAround(database, uid, { values: entities.map(({ value }) => value.toLowerCase()), range, isVisible }),
    readSourceStates(database, connections, { range, filters: {}, now, days }),
  ]);
  return {
    range,
    values: entities.map(({ kind, value }) => ({
      kind,
      value,
      sources: connections.map(({ id, label, vendor }) => {
        const count = counts.find((row) => row.connection === id && row.value === value.toLowerCase());
        return {
          connection: id,
          label,
          vendorMark: vendor.mark,
          findings: count?.findings ?? 0,
          worst: severities.find((_, index) => index + 1 === count?.worst) ?? null,
          unread: unreadOf.get(id) ?? [],
        };
      }),
    })),
  };
}

function toPivots({ entities }: SourceRecord): Entity[] {
  const once = new Map(entities.map((entity) => [`${entity.kind} ${entity.value.toLowerCase()}`, entity]));
  return [...once.values()]
    .filter(({ kind }) => kinds.includes(kind))
    .toSorted((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind))
    .slice(0, valuesMax);
}

async function countAround(
  { sql: db }: Pick<Database, 'sql'>,
  uid: string,
  asked: { values: string[]; range: { from: number; to: number }; isVisible: RawBuilder<boolean> },
): Promise<{ value: string; connection: string; findings: number; worst: number }[]> {
  const { values, range, isVisible } = asked;
  const { rows } = await sql<{ value: string; connection: string; findings: number; worst: number }>`
    select v.value, f.connection, count(*) as findings, min(f.severity_rank) as worst
    from finding f, unnest(f.entities) v(value)
    where f.sort_at between ${range.from} and ${range.to} and f.uid <> ${uid}
      and f.entities && ${values}::text[] and v.value = any(${values}::text[]) and ${isVisible}
    group by 1, 2`.execute(db);
  return rows;
}
