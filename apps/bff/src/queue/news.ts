import { newsLimits, type QueueNews } from '@watchfloor/contract';
import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import type { Match } from './match.ts';

interface NewsRow {
  up_to: number;
  added: number;
  critical: number;
  changed: number;
  marked: string[] | null;
  marked_total: number;
  late: number;
  oldest: number | null;
}

/** Counts what came and what changed after a change number, of what matches. */
export async function readNews(
  { sql: db }: Pick<Database, 'sql'>,
  match: Match,
  since: number,
): Promise<Omit<QueueNews, 'sources'>> {
  const { rows } = await sql<NewsRow>`
    select (select number from change_clock) as up_to,
      count(*) filter (where is_new) as added,
      count(*) filter (where is_new and severity_rank <= 2) as critical,
      count(*) filter (where not is_new and at_vendor) as changed,
      (array_agg(uid) filter (where not is_new and not at_vendor))[1:${sql.lit(newsLimits.marked)}] as marked,
      count(*) filter (where not is_new and not at_vendor) as marked_total,
      count(*) filter (where is_new and is_late) as late,
      min(happened) filter (where is_new and is_late) as oldest
    from (
      select x.uid, x.severity_rank, x.happened, x.first_change > ${since} as is_new, x.change > ${since} as at_vendor,
        coalesce(x.arrived - x.happened > ${newsLimits.lateMs}, false) as is_late ${match.from}
      where (x.change > ${since} or x.mark_change > ${since}) and ${match.where}
    ) news`.execute(db);
  const [row] = rows;
  return {
    upTo: row?.up_to ?? since,
    added: row?.added ?? 0,
    critical: row?.critical ?? 0,
    changed: row?.changed ?? 0,
    marked: row?.marked ?? [],
    markedTotal: row?.marked_total ?? 0,
    late: row?.oldest == null ? null : { count: row.late, oldest: row.oldest },
  };
}
