import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

/**
 * Counts over a long range are answered by an index alone: it has what a count needs of an entry, and a third of its size.
 * For that the pages of the table have to be known as visible, which vacuum says of what was written since it came last.
 */
export const migration0015: Migration = {
  name: '0015-queue-counts',
  async up(db) {
    const run = (text: string) => sql.raw(text).execute(db);
    await run('drop index queue_entry_time');
    await run(`create index queue_entry_time on queue_entry (sort_at desc, uid)
      include (facts, first_change, severity_rank, is_open)`);
    // Those few that lie among the days elsewhere than their time says.
    await run(`create index queue_entry_elsewhere on queue_entry (sort_at)
      where at not between sort_at - 300000 and sort_at + 300000`);
    await run(`alter table queue_entry set (autovacuum_vacuum_insert_scale_factor = 0.01, autovacuum_vacuum_scale_factor = 0.02,
      autovacuum_analyze_scale_factor = 0.02)`);
  },
};
