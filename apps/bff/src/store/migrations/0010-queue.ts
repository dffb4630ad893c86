import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

/**
 * What a team adds to findings, with its history; and what the queue asks findings by.
 * A mark outlives its finding, so it has no reference to it, and keeps a copy from its first decision on.
 */
export const migration0010: Migration = {
  name: '0010-queue',
  async up(db) {
    await sql`alter table finding add column first_change bigint not null default 0`.execute(db);
    await sql`update finding set first_change = change`.execute(db);
    await sql`
      alter table finding add column last_at bigint not null
        generated always as (greatest(happened, arrived, active)) stored`.execute(db);
    // Worst first; unknown and other stand where nobody can overlook them.
    await sql`
      alter table finding add column severity_rank smallint not null
        generated always as (array_position(array['fatal', 'critical', 'high', 'unknown', 'other', 'medium', 'low',
          'informational'], severity)) stored`.execute(db);
    await sql`
      alter table finding add column sort_at bigint not null
        generated always as (coalesce(happened, arrived)) stored`.execute(db);
    await sql`alter table finding add column search text not null default ''`.execute(db);
    // What it is a part of, and the longest pause between two that follow each other.
    await sql`alter table finding add column matter text not null default ''`.execute(db);
    await sql`alter table finding add column matter_pause_ms int`.execute(db);
    await sql`create index finding_last_at on finding (last_at)`.execute(db);
    await sql`
      create table mark (
        uid text primary key,
        connection text not null,
        resource text not null,
        -- null: nobody decided, and the vendor's own state stands.
        state text check (state in ('new', 'in_progress', 'resolved', 'suppressed')),
        owner text,
        owner_name text,
        verdict text,
        version int not null default 1,
        change bigint not null,
        updated_at bigint not null,
        updated_by text not null,
        decided_at bigint,
        reopened_at bigint,
        reopened_why text,
        -- What the rule and the entity were, for "seen before".
        rule_key text,
        entity_key text,
        record json not null
      )`.execute(db);
    await sql`create index mark_change on mark (change)`.execute(db);
    await sql`create index mark_owner on mark (owner) where owner is not null`.execute(db);
    await sql`create index mark_seen on mark (rule_key, entity_key) where verdict is not null`.execute(db);
    await sql`
      create table mark_entry (
        id bigint generated always as identity primary key,
        uid text not null,
        at bigint not null,
        actor text,
        actor_name text not null,
        kind text not null,
        before json not null,
        after json not null,
        note text,
        key uuid unique,
        -- Of all that were decided together.
        batch uuid not null
      )`.execute(db);
    await sql`create index mark_entry_uid on mark_entry (uid, id)`.execute(db);
    await sql`create index mark_entry_batch on mark_entry (batch)`.execute(db);
  },
};
