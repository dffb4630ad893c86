import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

/**
 * Who did what. The application's role may add and read. The trigger stands in the way of everybody else, the owner
 * of the tables included: whoever wants to change a row has to take the trigger away first, and the seals show it.
 */
export const migration0001: Migration = {
  name: '0001-audit',
  async up(db) {
    await sql`
      create table audit_entry (
        id bigint generated always as identity primary key,
        at bigint not null default (extract(epoch from clock_timestamp()) * 1000)::bigint,
        actor_kind text not null check (actor_kind in ('person', 'system', 'command')),
        actor_id text,
        actor_name text not null,
        action text not null check (action ~ '^[a-z_]+([.][a-z_]+)+$'),
        target_kind text,
        target_id text,
        request_id text,
        detail jsonb not null default '{}'
      )`.execute(db);
    await sql`create index audit_entry_at on audit_entry (at, id)`.execute(db);
    await sql`create index audit_entry_actor on audit_entry (actor_id, id)`.execute(db);
    await sql`create index audit_entry_target on audit_entry (target_kind, target_id, id)`.execute(db);
    await sql`
      create table audit_seal (
        position bigint primary key check (position > 0),
        audit_id bigint not null unique references audit_entry (id),
        key text not null,
        mac bytea not null check (length(mac) = 32)
      )`.execute(db);
    await sql`
      create function refuse_audit_change() returns trigger language plpgsql as $$
      begin
        raise exception 'The audit log is written once: % of % is refused.', tg_op, tg_table_name
          using errcode = 'insufficient_privilege';
      end $$`.execute(db);
    for (const table of ['audit_entry', 'audit_seal']) {
      await sql`
        create trigger written_once before update or delete or truncate on ${sql.table(table)}
        for each statement execute function refuse_audit_change()`.execute(db);
      await sql`revoke update, delete, truncate on ${sql.table(table)} from watchfloor_app`.execute(db);
    }
  },
};
