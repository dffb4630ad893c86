import type { QueueNews } from '@watchfloor/contract';
import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import type { Match } from './match.ts';

/** Counts what came and what changed after a change number, of what matches. */
export async function readNews({ sql: db }: Pick<Database, 'sql'>, match: Match, since: number): Promise<QueueNews> {
  const { rows } = await sql<{ up_to: number; added: number; critical: number; changed: number }>`
    select (select number from change_clock) as up_to,
      count(*) filter (where is_new) as added,
      count(*) filter (where is_new and severity_rank <= 2) as critical,
      count(*) filter (where not is_new) as changed
    from (
      select x.first_change > ${since} as is_new, x.severity_rank ${match.from}
      where (x.change > ${since} or x.mark_change > ${since}) and ${match.where}
    ) news`.execute(db);
  const [row] = rows;
  return {
    upTo: row?.up_to ?? since,
    added: row?.added ?? 0,
    critical: row?.critical ?? 0,
    changed: row?.changed ?? 0,
  };
}
