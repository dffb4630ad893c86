import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

/**
 * Findings as they are kept, with the proof of what was read. Times are epoch milliseconds.
 * Findings, their raw records and their changes are cut by day, so that what has become too old goes by dropping a
 * table. A finding's day is that of `at`, its place: when it happened, or where that lies outside of what is kept, when
 * it was first read. `record` is `json`, for the reasons of 0003.
 */
export const migration0008: Migration = {
  name: '0008-findings',
  async up(db) {
    // Whoever writes findings counts it up first and holds it to the commit: a number that can be read is the number of
    // a change that can be read, and so are all below it.
    await sql`create table change_clock (one boolean primary key default true check (one), number bigint not null)`.execute(
      db,
    );
    await sql`insert into change_clock (number) values (0)`.execute(db);
    await sql`
      create table finding (
        uid text not null,
        at bigint not null,
        connection text not null,
        resource text not null,
        key text not null,
        hint text,
        happened bigint,
        arrived bigint not null,
        active bigint,
        title text not null,
        severity text not null,
        priority_label text,
        status text not null,
        vendor_status text,
        event_type text,
        outcome text not null,
        tenant text,
        entities text[] not null,
        techniques text[] not null,
        record json not null,
        digest bytea not null,
        vendor_open boolean not null,
        gone_at bigint,
        first_read_at bigint not null,
        read_at bigint not null,
        change bigint not null,
        primary key (uid, at)
      ) partition by range (at)`.execute(db);
    await sql`create index finding_happened on finding (connection, resource, happened)`.execute(db);
    await sql`create index finding_open on finding (connection, resource) where vendor_open`.execute(db);
    await sql`create index finding_changed on finding (change)`.execute(db);
    await sql`
      create table finding_raw (
        uid text not null,
        at bigint not null,
        raw bytea not null,
        bytes int not null,
        primary key (uid, at)
      ) partition by range (at)`.execute(db);
    await sql`alter table finding_raw alter column raw set storage external`.execute(db);
    await sql`
      create table finding_change (
        uid text not null,
        changed_at bigint not null,
        change bigint not null,
        before json not null,
        after json not null,
        primary key (uid, change, changed_at)
      ) partition by range (changed_at)`.execute(db);
    await sql`
      create table finding_unreadable (
        connection text not null,
        resource text not null,
        hash bytea not null,
        reason text not null,
        raw bytea not null,
        bytes int not null,
        first_read_at bigint not null,
        read_at bigint not null,
        primary key (connection, resource, hash)
      )`.execute(db);
    await sql`
      create table source_coverage (
        connection text not null,
        resource text not null,
        from_at bigint not null,
        to_at bigint not null check (to_at >= from_at),
        read_at bigint not null,
        primary key (connection, resource, from_at)
      )`.execute(db);
    await sql`
      create table source_state (
        connection text not null,
        resource text not null,
        -- The account and the rule that what is kept was read under: another one begins anew.
        account text not null,
        rule text not null,
        head_at bigint,
        passes json not null default '{}',
        trouble json,
        findings bigint not null default 0,
        filled_rows bigint not null default 0,
        filled_ms bigint not null default 0,
        filling_ms bigint not null default 0,
        primary key (connection, resource)
      )`.execute(db);
    await sql`
      create table sync_lease (
        connection text primary key,
        owner text,
        owner_name text,
        fence bigint not null,
        until bigint not null,
        watched_until bigint not null default 0
      )`.execute(db);
    await sql`create sequence sync_fence as bigint`.execute(db);
    await sql`
      create table sync_error (
        id bigint generated always as identity primary key,
        connection text not null,
        resource text,
        code text not null,
        message text not null,
        first_at bigint not null,
        last_at bigint not null,
        count int not null default 1
      )`.execute(db);
    await sql`create index sync_error_connection on sync_error (connection, last_at)`.execute(db);
    await sql`
      create table read_task (
        id uuid primary key default gen_random_uuid(),
        connection text not null,
        resource text not null,
        kind text not null check (kind in ('read', 'verify')),
        from_at bigint not null,
        to_at bigint not null check (to_at >= from_at),
        state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'stopped', 'failed')),
        asked_by text,
        asked_by_name text not null,
        asked_at bigint not null default (extract(epoch from clock_timestamp()) * 1000)::bigint,
        ended_at bigint,
        rows bigint not null default 0,
        back_to bigint,
        message text,
        result json
      )`.execute(db);
    await sql`create index read_task_connection on read_task (connection, asked_at)`.execute(db);
    await sql`
      create table outbound_spent (
        connection text not null,
        hour bigint not null,
        lane text not null check (lane in ('people', 'background')),
        calls bigint not null,
        primary key (connection, hour, lane)
      )`.execute(db);

    // The application owns no table, so that these two are how it makes and drops days, and nothing else.
    await sql`
      create function keep_finding_days(first_day int, last_day int) returns void
      language plpgsql security definer set search_path = public, pg_temp as $$
      declare
        day int;
        part text;
      begin
        for day in first_day .. last_day loop
          foreach part in array array['finding', 'finding_raw', 'finding_change'] loop
            if to_regclass(format('public.%I', part || '_' || day)) is null then
              execute format('create table if not exists %I partition of %I for values from (%s) to (%s)',
                part || '_' || day, part, day::bigint * 86400000, (day::bigint + 1) * 86400000);
            end if;
          end loop;
        end loop;
      end $$`.execute(db);
    // What is still alive in a day that goes moves to today. Answers with how many findings of which list went.
    await sql`
      create function drop_finding_days(before_day int, today bigint)
      returns table (gone_connection text, gone_resource text, gone bigint)
      language plpgsql security definer set search_path = public, pg_temp as $$
      declare
        day int;
        cutoff bigint := before_day::bigint * 86400000;
      begin
        for day in
          select substring(c.relname from '_(\\d+)$')::int from pg_class c
            join pg_inherits i on i.inhrelid = c.oid
            where i.inhparent = 'finding'::regclass and substring(c.relname from '_(\\d+)$')::int < before_day
        loop
          update finding_raw r set at = today from finding f
            where f.uid = r.uid and f.at = r.at and f.at >= day::bigint * 86400000 and f.at < (day::bigint + 1) * 86400000
              and (f.vendor_open and f.gone_at is null or f.happened between cutoff and today or f.active between cutoff and today);
          update finding f set at = today
            where f.at >= day::bigint * 86400000 and f.at < (day::bigint + 1) * 86400000
              and (f.vendor_open and f.gone_at is null or f.happened between cutoff and today or f.active between cutoff and today);
          return query execute format(
            'select connection, resource, count(*) from %I group by 1, 2', 'finding_' || day);
          execute format('drop table %I, %I', 'finding_' || day, 'finding_raw_' || day);
        end loop;
        for day in
          select substring(c.relname from '_(\\d+)$')::int from pg_class c
            join pg_inherits i on i.inhrelid = c.oid
            where i.inhparent = 'finding_change'::regclass and substring(c.relname from '_(\\d+)$')::int < before_day
        loop
          execute format('drop table %I', 'finding_change_' || day);
        end loop;
      end $$`.execute(db);
    for (const signature of ['keep_finding_days(int, int)', 'drop_finding_days(int, bigint)']) {
      await sql`revoke execute on function ${sql.raw(signature)} from public`.execute(db);
      await sql`grant execute on function ${sql.raw(signature)} to watchfloor_app`.execute(db);
    }
  },
};
