import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

/** Connections that were added in the browser, and their sealed secrets in a table of their own. */
export const migration0004: Migration = {
  name: '0004-connections',
  async up(db) {
    await sql`create sequence connection_version as bigint`.execute(db);
    await sql`
      create table connection (
        id text primary key check (length(id) <= 64 and id ~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$'),
        vendor text not null,
        label text not null check (length(label) between 1 and 120),
        tenant text check (length(tenant) between 1 and 120),
        settings jsonb not null,
        paused boolean not null default false,
        version bigint not null default nextval('connection_version'),
        secrets_version bigint not null,
        created_at bigint not null default (extract(epoch from clock_timestamp()) * 1000)::bigint,
        updated_at bigint not null default (extract(epoch from clock_timestamp()) * 1000)::bigint,
        updated_by text not null
      )`.execute(db);
    await sql`
      create table connection_secret (
        connection_id text not null references connection (id) on delete cascade,
        field text not null,
        origin text not null,
        key_id text not null,
        wrapped_key bytea not null check (length(wrapped_key) = 60),
        sealed bytea not null check (length(sealed) > 28),
        primary key (connection_id, field)
      )`.execute(db);
  },
};
