import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

/**
 * A vendor that fails is left alone by all servers together, and probed by one of them: in the row of 0007, and with
 * the question that is asked there. Whoever is admitted while it is broken probes; nobody else is for as long again,
 * so that a server that dies meanwhile holds nobody up. The rule is `createLedger` of the connectors, as before.
 */
export const migration0009: Migration = {
  name: '0009-outbound-breaker',
  async up(db) {
    await sql`
      alter table outbound_quota
        add column broken_by text,
        add column broken_until float8 not null default 0,
        add column is_probed boolean not null default false`.execute(db);
    await sql`
      create function admit_or_probe(
        given_key text, people int, background int, quota_limit float8, window_ms float8, interval_ms float8,
        people_ms float8, background_ms float8, background_reserve float8,
        known_arrival float8, pause_ms float8, told_remaining float8, told_reset_ms float8,
        under_way_max float8, same_reset_ms float8, broke_by text, mended boolean, broken_life_ms float8,
        given_at float8 default null
      ) returns table (
        admitted_people int, admitted_background int, now_at float8, new_arrival float8, new_paused_until float8,
        spent_people_ms float8, spent_background_ms float8, used int,
        is_broken_by text, is_broken_until float8, was_probed boolean, is_probe boolean
      ) language plpgsql as $$
      declare
        b record;
        at float8;
      begin
        select o.broken_by, o.broken_until, o.is_probed into b from outbound_quota o where o.key = given_key for update;
        if not found then
          insert into outbound_quota (key) values (given_key) on conflict do nothing;
          select o.broken_by, o.broken_until, o.is_probed into b
            from outbound_quota o where o.key = given_key for update;
        end if;
        at := coalesce(given_at, extract(epoch from clock_timestamp())::float8 * 1000);
        if mended then b.broken_by := null; end if;
        if broke_by is not null then
          b.broken_by := broke_by;
          b.broken_until := at + broken_life_ms;
          b.is_probed := false;
        end if;
        if b.broken_by is not null then
          if at < b.broken_until then
            people := 0;
            background := 0;
          elsif people > 0 then
            people := 1;
            background := 0;
          else
            background := least(background, 1);
          end if;
        end if;
        select a.* into admitted_people, admitted_background, now_at, new_arrival, new_paused_until,
            spent_people_ms, spent_background_ms, used
          from admit_outbound(given_key, people, background, quota_limit, window_ms, interval_ms, people_ms,
            background_ms, background_reserve, known_arrival, pause_ms, told_remaining, told_reset_ms, under_way_max,
            same_reset_ms, given_at) a;
        is_probe := b.broken_by is not null and admitted_people + admitted_background > 0;
        if is_probe then
          b.broken_until := at + broken_life_ms;
          b.is_probed := true;
        end if;
        if is_probe or mended or broke_by is not null then
          update outbound_quota o set broken_by = b.broken_by, broken_until = b.broken_until, is_probed = b.is_probed
            where o.key = given_key;
        end if;
        is_broken_by := b.broken_by;
        is_broken_until := b.broken_until;
        was_probed := b.is_probed;
        return next;
      end $$`.execute(db);
  },
};
