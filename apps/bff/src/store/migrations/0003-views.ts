import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

/**
 * Saved views and short links.
 * `content` is `json` and not `jsonb`: what a vendor sent can be in a filter, U+0000 and halves of surrogate pairs
 * included, which `jsonb` refuses; and the order in which filters were set is the order of their chips.
 */
export const migration0003: Migration = {
  name: '0003-views',
  async up(db) {
    await sql`
      create table view (
        id uuid primary key default gen_random_uuid(),
        owner text not null,
        owner_name text not null,
        name text not null,
        name_key text not null,
        sharing text[] not null default '{}'
          check (sharing <@ array['everyone', 'viewer', 'analyst', 'lead', 'admin']),
        content json not null,
        connection text,
        vendor text,
        version int not null default 1,
        created bigint not null default (extract(epoch from clock_timestamp()) * 1000)::bigint,
        updated bigint not null default (extract(epoch from clock_timestamp()) * 1000)::bigint,
        updated_by text not null,
        deleted bigint
      )`.execute(db);
    await sql`create unique index view_name on view (owner, name_key) where deleted is null`.execute(db);
    await sql`create index view_shared on view (created) where deleted is null and sharing <> '{}'`.execute(db);
    await sql`create index view_deleted on view (deleted) where deleted is not null`.execute(db);
    await sql`
      create table view_choice (
        person text primary key,
        ordered text[] not null default '{}',
        opens_with text
      )`.execute(db);
    await sql`
      create table short_link (
        id text primary key check (id ~ '^[0-9A-Za-z]{10,}$'),
        path text not null,
        path_hash bytea not null,
        created_by text not null,
        created_by_name text not null,
        created bigint not null default (extract(epoch from clock_timestamp()) * 1000)::bigint,
        unique (created_by, path_hash)
      )`.execute(db);
  },
};
