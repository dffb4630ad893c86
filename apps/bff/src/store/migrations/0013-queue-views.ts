import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

const firstOf = (kinds: string, rank: string) => `(
  select lower(one ->> 'value') from json_array_elements(f.record -> 'entities') with ordinality as named (one, n)
  where one ->> 'kind' in (${kinds}) and one ->> 'value' <> ''
  order by ${rank}, one ->> 'role' in ('target', 'actor') desc, n limit 1
)`;
const ours = `'^(10\\.|192\\.168\\.|172\\.(1[6-9]|2\\d|3[01])\\.|169\\.254\\.|f[cd][0-9a-f]{2}:|fe80:)'`;

/** Whom and what machine a record names, by the order that the writer goes by. */
export const inRecord = {
  who: firstOf(`'user', 'email'`, `one ->> 'kind' = 'email'`),
  whereabouts: firstOf(
    `'host', 'ip', 'domain'`,
    `case one ->> 'kind' when 'host' then 0 when 'domain' then 3 else case when one ->> 'value' ~* ${ours} then 1 else 2 end end`,
  ),
};

/**
 * Views of the queue, which show no single connection and may still speak of some; and whom and what machine a finding is
 * about, each in one value, to be grouped and asked by.
 */
export const migration0013: Migration = {
  name: '0013-queue-views',
  async up(db) {
    // What a view of the queue names in its filters: who may not see all of it learns nothing of the view.
    await sql`alter table view add column names_connections text[] not null default '{}'`.execute(db);
    await sql`alter table view add column names_vendors text[] not null default '{}'`.execute(db);

    // In small letters; null: nobody, nowhere.
    await sql`alter table finding add column who text, add column whereabouts text`.execute(db);
    // A record with escapes that Postgres cannot turn into text (0003) gets them with its next change.
    await sql
      .raw(
        `update finding f set who = ${inRecord.who}, whereabouts = ${inRecord.whereabouts}
        where f.record::text !~ '\\\\u(0000|[dD][89a-fA-F])'`,
      )
      .execute(db);
  },
};
