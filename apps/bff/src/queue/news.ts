import type { QueueNews } from '@watchfloor/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../store/database.ts';

/** Counts what came and what changed after a change number, of what matches. */
export async function readNews(
  { sql: db }: Pick<Database, 'sql'>,
  where: RawBuilder<boolean>,
  since: number,
): Promise<QueueNews> {
  const { rows } = await sql<{ up_to: number; added: number; critical: number; changed: number }>`
    select (select number from change_clock) as up_to,
      count(*) filter (where is_new) as added,
      count(*) filter (where is_new and severity in ('fatal', 'critical')) as critical,
      count(*) filter (where not is_new) as changed
    from (
      select f.first_change > ${since} as is_new, f.severity
      from finding f left join mark m on m.uid = f.uid
      where f.uid in (
        select uid from finding where change > ${since} union all select uid from mark where change > ${since}
      ) and ${where}
    ) news`.execute(db);
  const [row] = rows;
  return {
    upTo: row?.up_to ?? since,
    added: row?.added ?? 0,
    critical: row?.critical ?? 0,
    changed: row?.changed ?? 0,
  };
}
