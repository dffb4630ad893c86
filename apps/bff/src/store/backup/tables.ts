import type pg from 'pg';
import type { BackupSequence, BackupTable } from './format.ts';

/**
 * What must not come to life again: ended sessions and used links, what only counts the last minutes, and what is read
 * from the vendors again. Findings without their coverage, or the other way round, would be a proof of nothing.
 */
const transient = new Set([
  'person_session',
  'one_time_link',
  'sign_in_try',
  'finding_unreadable',
  'source_coverage',
  'source_state',
  'sync_lease',
  'sync_error',
  'read_task',
  'outbound_spent',
]);
/** Written by the migrations themselves. */
const made = new Set(['schema_migration']);

/**
 * The tables to keep, each after those that it refers to. Unlogged ones are counters that may be lost; those cut by day
 * hold what is read again.
 */
export async function listTables(client: pg.ClientBase): Promise<BackupTable[]> {
  const { rows } = await client.query<{ name: string; columns: string[]; refers: string[] }>(`
    select c.relname::text as name,
      (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
      array(select distinct r.relname::text from pg_constraint k join pg_class r on r.oid = k.confrelid
        where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid) as refers
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relpersistence = 'p'
      and not c.relispartition
    order by c.relname`);
  const kept = rows.filter(({ name }) => !transient.has(name) && !made.has(name));
  const ordered: BackupTable[] = [];
  while (ordered.length < kept.length) {
    const isDone = (table: string) => ordered.some(({ name }) => name === table);
    const next = kept.find(
      ({ name, refers }) => !isDone(name) && refers.every((other) => transient.has(other) || isDone(other)),
    );
    if (next === undefined) throw new Error('Tables refer to each other in a circle.');
    ordered.push({ name: next.name, columns: next.columns });
  }
  return ordered;
}

/** A number that was given out is not given out again, also where its row is gone. */
export async function listSequences(client: pg.ClientBase): Promise<BackupSequence[]> {
  const { rows } = await client.query<BackupSequence>(`
    select sequencename::text as name, coalesce(last_value, start_value) as last, last_value is not null as called
    from pg_sequences where schemaname = 'public' order by sequencename`);
  return rows;
}
