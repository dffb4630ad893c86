import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

/**
 * The words of a finding have its name as all other tables have it. In another collation, no index of theirs could be used to
 * find what a word names, and each look from here to there read a table.
 */
export const migration0016: Migration = {
  name: '0016-search-by-uid',
  async up(db) {
    await sql.raw('alter table finding_search alter column uid type text collate "default"').execute(db);
  },
};
