import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

/** The page of the log offers the actions that there are: found by jumps along this index. */
export const migration0005: Migration = {
  name: '0005-audit-actions',
  async up(db) {
    await sql`create index audit_entry_action on audit_entry (action, id)`.execute(db);
  },
};
