import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

/**
 * People, their sessions and how they sign in: better-auth's tables under our names, with what we keep beside them.
 * The library writes some of these by itself, so their audit rows come from triggers, in its own transaction. They
 * read who acts from the transaction's settings; without any it is the person that the row is about.
 */
export const migration0002: Migration = {
  name: '0002-identity',
  async up(db) {
    await sql`
      create table person (
        id text primary key,
        name text not null,
        email text not null unique,
        email_verified boolean not null default false,
        image text,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        role text not null check (role in ('viewer', 'analyst', 'lead', 'admin')),
        banned boolean not null default false,
        ban_reason text,
        ban_expires timestamptz,
        contact text,
        access jsonb,
        last_seen_at bigint,
        version int not null default 1
      )`.execute(db);
    await sql`
      create table person_session (
        id text primary key,
        token text not null unique,
        user_id text not null references person (id) on delete cascade,
        expires_at timestamptz not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        ip_address text,
        user_agent text,
        impersonated_by text,
        way text not null default 'password' check (way in ('password', 'link', 'oidc', 'demo')),
        request_id text,
        seen_at bigint not null default (extract(epoch from clock_timestamp()) * 1000)::bigint
      )`.execute(db);
    await sql`create index person_session_user on person_session (user_id)`.execute(db);
    await sql`create index person_session_expires on person_session (expires_at)`.execute(db);
    await sql`
      create table person_account (
        id text primary key,
        provider_id text not null,
        account_id text not null,
        issuer text,
        user_id text not null references person (id) on delete cascade,
        access_token text,
        refresh_token text,
        id_token text,
        access_token_expires_at timestamptz,
        refresh_token_expires_at timestamptz,
        scope text,
        password text,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        unique nulls not distinct (provider_id, issuer, account_id)
      )`.execute(db);
    await sql`create index person_account_user on person_account (user_id)`.execute(db);
    await sql`
      create table role_access (
        role text primary key check (role in ('viewer', 'analyst', 'lead', 'admin')),
        access jsonb
      )`.execute(db);
    await sql`insert into role_access (role) values ('viewer'), ('analyst'), ('lead'), ('admin')`.execute(db);
    await sql`
      create table one_time_link (
        hash text primary key,
        purpose text not null check (purpose in ('first_administrator', 'set_password', 'sign_in')),
        person_id text references person (id) on delete cascade,
        created_at bigint not null,
        expires_at bigint not null,
        used_at bigint,
        check ((person_id is null) = (purpose = 'first_administrator'))
      )`.execute(db);
    await sql`create index one_time_link_person on one_time_link (person_id)`.execute(db);
    await sql`
      create table sign_in_try (
        key text primary key,
        count int not null,
        until bigint not null
      )`.execute(db);
    await sql`
      create function audit_identity(acted_on text, action text, target_kind text, target_id text, request text, detail jsonb)
      returns void language sql as $$
        insert into audit_entry (actor_kind, actor_id, actor_name, action, target_kind, target_id, request_id, detail)
        select coalesce(nullif(current_setting('watchfloor.actor_kind', true), ''), 'person'),
          case when nullif(current_setting('watchfloor.actor_kind', true), '') is null then acted_on
            else nullif(current_setting('watchfloor.actor_id', true), '') end,
          coalesce(nullif(current_setting('watchfloor.actor_name', true), ''),
            (select name from person where id = acted_on), ''),
          action, target_kind, target_id,
          coalesce(request, nullif(current_setting('watchfloor.request_id', true), '')), detail
      $$`.execute(db);
    await sql`
      create function audit_person() returns trigger language plpgsql as $$
      declare
        names text[] := array['name', 'email', 'contact', 'role', 'access', 'banned'];
        before jsonb := '{}';
        after jsonb := '{}';
        field text;
      begin
        foreach field in array names loop
          if tg_op = 'INSERT' then
            after := after || jsonb_build_object(field, to_jsonb(new) -> field);
          elsif to_jsonb(new) -> field is distinct from to_jsonb(old) -> field then
            before := before || jsonb_build_object(field, to_jsonb(old) -> field);
            after := after || jsonb_build_object(field, to_jsonb(new) -> field);
          end if;
        end loop;
        if tg_op = 'INSERT' then
          perform audit_identity(new.id, 'person.create', 'person', new.id, null, jsonb_build_object('after', after));
        elsif after <> '{}' then
          perform audit_identity(new.id, 'person.change', 'person', new.id, null,
            jsonb_build_object('before', before, 'after', after));
        end if;
        return null;
      end $$`.execute(db);
    await sql`
      create trigger audited after insert or update of name, email, contact, role, access, banned on person
      for each row execute function audit_person()`.execute(db);
    await sql`
      create function audit_session() returns trigger language plpgsql as $$
      begin
        if tg_op = 'INSERT' then
          perform audit_identity(new.user_id, 'session.begin', 'person', new.user_id, new.request_id,
            jsonb_build_object('way', new.way, 'address', new.ip_address));
        else
          perform audit_identity(old.user_id, 'session.end', 'person', old.user_id, null,
            jsonb_build_object('expired', old.expires_at < now()));
        end if;
        return null;
      end $$`.execute(db);
    await sql`
      create trigger audited after insert or delete on person_session
      for each row execute function audit_session()`.execute(db);
    await sql`
      create function audit_account() returns trigger language plpgsql as $$
      begin
        perform audit_identity(new.user_id, case when tg_op = 'INSERT' then 'account.add' else 'account.change' end,
          'person', new.user_id, null, jsonb_build_object('provider', new.provider_id, 'issuer', new.issuer));
        return null;
      end $$`.execute(db);
    await sql`
      create trigger audited after insert or update of password on person_account
      for each row execute function audit_account()`.execute(db);
    await sql`
      create function audit_role_access() returns trigger language plpgsql as $$
      begin
        perform audit_identity(null, 'role.change_access', 'role', new.role, null,
          jsonb_build_object('before', old.access, 'after', new.access));
        return null;
      end $$`.execute(db);
    await sql`
      create trigger audited after update on role_access
      for each row when (old.access is distinct from new.access) execute function audit_role_access()`.execute(db);
  },
};
