import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

/**
 * One decision about many findings: the set as it was frozen, and what became of each of them. Whoever works on it holds
 * the row of the job, and every finding's outcome commits with what was decided about it.
 */
export const migration0012: Migration = {
  name: '0012-bulk',
  async up(db) {
    await sql`
      create table bulk_job (
        id uuid primary key,
        person text not null,
        person_name text not null,
        request_id text,
        state text not null check (state in ('frozen', 'running', 'done', 'stopped', 'failed')),
        -- What was asked for, for the audit log.
        asked json not null,
        key uuid unique,
        decision json,
        owner_name text,
        -- The job that this one takes back; a job is taken back once.
        undoes uuid unique,
        findings int not null default 0,
        done int not null default 0,
        conflict int not null default 0,
        already int not null default 0,
        gone int not null default 0,
        frozen_at bigint not null,
        started_at bigint,
        ended_at bigint,
        why text,
        failures int not null default 0,
        -- Who works on it, and until when nobody else does. Epoch ms by the database's clock.
        runner uuid,
        runner_until bigint not null default 0
      )`.execute(db);
    await sql`create index bulk_job_running on bulk_job (started_at) where state = 'running'`.execute(db);
    await sql`create index bulk_job_person on bulk_job (person, frozen_at)`.execute(db);
    await sql`
      create table bulk_item (
        job uuid not null references bulk_job on delete cascade,
        position int not null,
        uid text not null,
        connection text not null,
        -- As it was frozen: what differs later is a conflict.
        version int not null,
        active bigint,
        severity_rank smallint not null,
        state text not null,
        owner text,
        owner_name text,
        -- Of an undo: the entry that is taken back.
        undoes bigint,
        -- null: not reached yet.
        outcome text check (outcome in ('done', 'conflict', 'already', 'gone')),
        why text check (why in ('decided', 'active')),
        found json,
        -- Of the finding's history.
        entry bigint,
        primary key (job, position)
      )`.execute(db);
    await sql`create index bulk_item_left on bulk_item (job, position) where outcome is null`.execute(db);
    await sql`create index bulk_item_outcome on bulk_item (job, outcome, position)`.execute(db);
  },
};
