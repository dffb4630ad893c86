import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

/**
 * A row for each credential that a vendor counts, and the one question asked of it. Times are epoch milliseconds of
 * this database's clock, so that the servers' clocks do not matter. Unlogged: no call waits for the disk, and what a
 * crash takes away is what the servers remember and say (`known_arrival`, `pause_ms`).
 * The rule is `createLedger` of the connectors; a test holds the two against each other.
 */
export const migration0007: Migration = {
  name: '0007-outbound-quota',
  async up(db) {
    // Room in its page for the next version of the row: an update then touches no index.
    await sql`
      create unlogged table outbound_quota (
        key text primary key,
        arrival float8 not null default 0,
        paused_until float8 not null default 0,
        told_left float8 not null default 0,
        told_until float8 not null default 0,
        slot bigint not null default 0,
        in_slot int not null default 0,
        in_slot_before int not null default 0
      ) with (fillfactor = 10)`.execute(db);
    await sql`
      create function admit_outbound(
        given_key text, people int, background int, quota_limit float8, window_ms float8, interval_ms float8,
        people_ms float8, background_ms float8, background_reserve float8,
        known_arrival float8, pause_ms float8, told_remaining float8, told_reset_ms float8,
        under_way_max float8, same_reset_ms float8, given_at float8 default null
      ) returns table (
        admitted_people int, admitted_background int, now_at float8, new_arrival float8, new_paused_until float8,
        spent_people_ms float8, spent_background_ms float8, used int
      ) language plpgsql as $$
      declare
        q outbound_quota%rowtype;
        at float8;
        n int;
      begin
        select * into q from outbound_quota o where o.key = given_key for update;
        if not found then
          insert into outbound_quota (key) values (given_key) on conflict do nothing;
          select * into q from outbound_quota o where o.key = given_key for update;
        end if;
        -- After the lock: whoever waited for it is admitted now, not when the question was sent.
        at := coalesce(given_at, extract(epoch from clock_timestamp())::float8 * 1000);
        q.arrival := least(greatest(q.arrival, known_arrival), at + people_ms + interval_ms);
        if pause_ms > 0 then q.paused_until := greatest(q.paused_until, at + pause_ms); end if;
        if told_remaining is not null then
          if q.told_until > at and at + told_reset_ms <= q.told_until + same_reset_ms
              and told_remaining - q.told_left < under_way_max then
            q.told_left := least(q.told_left, told_remaining);
          else
            q.told_left := told_remaining;
          end if;
          q.told_until := at + told_reset_ms;
        end if;
        if floor(at / window_ms)::bigint <> q.slot then
          q.in_slot_before := case when floor(at / window_ms)::bigint = q.slot + 1 then q.in_slot else 0 end;
          q.in_slot := 0;
          q.slot := floor(at / window_ms)::bigint;
        end if;

        admitted_people := 0;
        admitted_background := 0;
        if q.paused_until <= at then
          n := case when at + people_ms < greatest(at, q.arrival) then 0
            else floor((at + people_ms - greatest(at, q.arrival)) / interval_ms)::int + 1 end;
          admitted_people := least(people, n);
          if q.told_until > at then
            admitted_people := least(admitted_people, greatest(0, ceil(q.told_left))::int);
          end if;
          if admitted_people > 0 then q.arrival := greatest(at, q.arrival) + admitted_people * interval_ms; end if;
          q.told_left := q.told_left - admitted_people;
          n := case when at + background_ms < greatest(at, q.arrival) then 0
            else floor((at + background_ms - greatest(at, q.arrival)) / interval_ms)::int + 1 end;
          admitted_background := least(background, n);
          if q.told_until > at then
            admitted_background := least(admitted_background, greatest(0, ceil(q.told_left - background_reserve))::int);
          end if;
          if admitted_background > 0 then
            q.arrival := greatest(at, q.arrival) + admitted_background * interval_ms;
          end if;
          q.told_left := q.told_left - admitted_background;
          q.in_slot := q.in_slot + admitted_people + admitted_background;
        end if;
        update outbound_quota o set arrival = q.arrival, paused_until = q.paused_until, told_left = q.told_left,
          told_until = q.told_until, slot = q.slot, in_slot = q.in_slot, in_slot_before = q.in_slot_before
          where o.key = given_key;

        now_at := at;
        new_arrival := q.arrival;
        new_paused_until := q.paused_until;
        spent_people_ms := case when q.told_until > at and q.told_left <= 0 then q.told_until - at else 0 end;
        spent_background_ms :=
          case when q.told_until > at and q.told_left <= background_reserve then q.told_until - at else 0 end;
        used := case when q.told_until > at then greatest(0, quota_limit - q.told_left)
          else round(q.in_slot + q.in_slot_before * (1 - (at / window_ms - q.slot))) end;
        return next;
      end $$`.execute(db);
  },
};
