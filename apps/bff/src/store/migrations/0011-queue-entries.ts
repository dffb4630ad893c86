import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

/** Further apart than this, a finding's other times are looked up by themselves. */
const nearMs = 300_000;

/** What the queue filters and counts by: as its filters compare it, so that a count is by a number and not by texts. */
const facts = `connection, severity, priority_label, event_type, vendor_status, tenant, outcome, first_status, status,
  owner, verdict, reopened, delay, techniques`;

/**
 * Writes the entries of some findings anew. `source` has their columns as `finding` and `mark` name them.
 * An entry whose severity changed keeps the number of that change: scrolls that began before have it where it stood.
 */
const putEntries = (source: string) => `
  with given as materialized (${source}),
  told as materialized (
    select g.*, sha256(convert_to(row(${facts})::text, 'UTF8')) as facts_key from given g
  ),
  added as (
    insert into queue_facts (key, ${facts}, severity_rank, is_open)
    select distinct on (facts_key) facts_key, ${facts}, severity_rank(severity), status not in ('resolved', 'suppressed')
    from told t where not exists (select from queue_facts d where d.key = t.facts_key)
    on conflict (key) do nothing
    returning id, key, is_open
  ),
  known as (
    select id, key, is_open from added
    union all
    select d.id, d.key, d.is_open from queue_facts d where d.key in (select facts_key from told)
  )
  insert into queue_entry as x (uid, at, facts, is_open, matter, matter_pause_ms, sort_at, happened, arrived, active,
    severity_rank, is_apart, first_change, change, mark_change, version)
  select t.uid, t.at, d.id, d.is_open, t.matter, t.matter_pause_ms, coalesce(t.happened, t.arrived), t.happened, t.arrived,
    t.active, severity_rank(t.severity),
    greatest(t.happened, t.arrived, t.active) - coalesce(t.happened, t.arrived) > ${nearMs}
      or coalesce(t.happened, t.arrived) - least(t.happened, t.arrived, t.active) > ${nearMs},
    t.first_change, t.change, t.mark_change, t.version
  from told t join known d on d.key = t.facts_key
  on conflict (uid) do update set at = excluded.at, facts = excluded.facts, is_open = excluded.is_open,
    matter = excluded.matter, matter_pause_ms = excluded.matter_pause_ms, sort_at = excluded.sort_at,
    happened = excluded.happened, arrived = excluded.arrived, active = excluded.active,
    severity_rank = excluded.severity_rank, is_apart = excluded.is_apart, first_change = excluded.first_change,
    change = excluded.change, mark_change = excluded.mark_change, version = excluded.version,
    rank_change = case when x.severity_rank = excluded.severity_rank then x.rank_change else excluded.change end;`;

const reopened = `case when m.reopened_at is null then 'false' else 'true' end as reopened`;
/** By how much it arrived after it happened, the longest of the steps that can be asked for. */
const delay = (row: string) => `
  case when ${row}.arrived - ${row}.happened > 86400000 then 'over_1d'
    when ${row}.arrived - ${row}.happened > 3600000 then 'over_1h'
    when ${row}.arrived - ${row}.happened > 900000 then 'over_15m'
    when ${row}.arrived - ${row}.happened > 300000 then 'over_5m' else 'none' end as delay`;

const ofFindings = (relation: string) => `
  select f.uid, f.at, f.matter, f.matter_pause_ms, f.happened, f.arrived, f.active, f.first_change, f.change,
    coalesce(m.change, 0) as mark_change, coalesce(m.version, 0) as version,
    f.connection, f.severity, queue_word(f.priority_label, 'none') as priority_label,
    queue_word(f.event_type, 'unknown') as event_type, queue_word(f.vendor_status, 'unknown') as vendor_status,
    queue_word(f.tenant, 'unknown') as tenant, f.outcome, f.status as first_status, coalesce(m.state, f.status) as status,
    coalesce(m.owner, 'none') as owner, coalesce(m.verdict, 'none') as verdict, ${reopened}, ${delay('f')}, f.techniques
  from ${relation} f left join mark m on m.uid = f.uid`;

const ofMarks = (relation: string) => `
  select x.uid, x.at, x.matter, x.matter_pause_ms, x.happened, x.arrived, x.active, x.first_change, x.change,
    m.change as mark_change, m.version,
    d.connection, d.severity, d.priority_label, d.event_type, d.vendor_status, d.tenant, d.outcome, d.first_status,
    coalesce(m.state, d.first_status) as status, coalesce(m.owner, 'none') as owner,
    coalesce(m.verdict, 'none') as verdict, ${reopened}, d.delay, d.techniques
  from ${relation} m join queue_entry x on x.uid = m.uid join queue_facts d on d.id = x.facts`;

/**
 * What the queue asks findings by: a narrow row for each, with its mark's values in it, and each set of facts that occurs
 * once. Triggers write them, so that nothing can write a finding or a mark and forget them.
 */
export const migration0011: Migration = {
  name: '0011-queue-entries',
  async up(db) {
    const run = (text: string) => sql.raw(text).execute(db);
    // Worst first; unknown and other stand where nobody can overlook them.
    await run(`
      create function severity_rank(severity text) returns smallint language sql immutable parallel safe as $$
        select array_position(array['fatal', 'critical', 'high', 'unknown', 'other', 'medium', 'low', 'informational'],
          severity)::smallint $$`);
    await run(`
      create function queue_word(word text, absent text) returns text language sql immutable parallel safe as $$
        select coalesce(nullif(lower(trim(word)), ''), absent) $$`);
    await run(`
      create table queue_facts (
        id int generated always as identity primary key,
        key bytea not null unique,
        connection text not null,
        severity text not null,
        severity_rank smallint not null,
        priority_label text not null,
        event_type text not null,
        vendor_status text not null,
        tenant text not null,
        outcome text not null,
        -- What the vendor's own state stands for, and what holds: ours where somebody decided.
        first_status text not null,
        status text not null,
        is_open boolean not null,
        owner text not null,
        verdict text not null,
        reopened text not null,
        delay text not null,
        techniques text[] not null
      )`);
    await run(`
      create table queue_entry (
        at bigint not null,
        sort_at bigint not null,
        happened bigint,
        arrived bigint not null,
        active bigint,
        first_change bigint not null,
        change bigint not null,
        mark_change bigint not null,
        rank_change bigint not null default 0,
        facts int not null,
        version int not null,
        matter_pause_ms int,
        severity_rank smallint not null,
        is_open boolean not null,
        -- Its times lie further apart than the queue looks around a range.
        is_apart boolean not null,
        uid text not null,
        matter text not null
      ) with (fillfactor = 90)`);
    await run(`insert into queue_facts (key, ${facts}, severity_rank, is_open)
      select distinct on (key) key, ${facts}, severity_rank(severity), status not in ('resolved', 'suppressed')
      from (select *, sha256(convert_to(row(${facts})::text, 'UTF8')) as key from (${ofFindings('finding')}) g) told`);
    await run(`alter table queue_entry add primary key (uid)`);
    await run(putEntries(ofFindings('finding')));
    await run('create index queue_entry_time on queue_entry (sort_at desc, uid)');
    await run('create index queue_entry_work on queue_entry (severity_rank, sort_at, uid) where is_open');
    await run('create index queue_entry_matter on queue_entry (matter, sort_at)');
    await run('create index queue_entry_arrived on queue_entry (arrived) where is_apart');
    await run('create index queue_entry_active on queue_entry (active) where is_apart');
    await run('create index queue_entry_change on queue_entry (change)');
    await run('create index queue_entry_mark_change on queue_entry (mark_change) where mark_change > 0');
    await run('create index queue_entry_rank_change on queue_entry (rank_change) where rank_change > 0');

    const trigger = async (name: string, on: string, when: string, tables: string, body: string) => {
      await run(`create function ${name}() returns trigger language plpgsql security definer
        set search_path = public, pg_temp as $$ begin ${body} return null; end $$`);
      await run(`revoke execute on function ${name}() from public`);
      await run(`create trigger ${name} after ${when} on ${on} referencing ${tables} for each statement
        execute function ${name}()`);
    };
    await trigger(
      'enter_findings',
      'finding',
      'insert',
      'new table as given_rows',
      putEntries(ofFindings('given_rows')),
    );
    await trigger(
      'reenter_findings',
      'finding',
      'update',
      'new table as given_rows',
      putEntries(ofFindings('given_rows')),
    );
    await trigger(
      'leave_findings',
      'finding',
      'delete',
      'old table as gone_rows',
      'delete from queue_entry x using gone_rows g where x.uid = g.uid;',
    );
    await trigger('enter_marks', 'mark', 'insert', 'new table as given_rows', putEntries(ofMarks('given_rows')));
    await trigger('reenter_marks', 'mark', 'update', 'new table as given_rows', putEntries(ofMarks('given_rows')));
    // A day of findings goes by dropping its table, which no trigger sees.
    await run(`alter function drop_finding_days(int, bigint) rename to drop_finding_tables`);
    await run(`revoke execute on function drop_finding_tables(int, bigint) from watchfloor_app`);
    await run(`
      create function drop_finding_days(before_day int, today bigint)
      returns table (gone_connection text, gone_resource text, gone bigint)
      language plpgsql security definer set search_path = public, pg_temp as $$
      begin
        -- Whoever writes entries holds it: facts that nobody has any more must not be taken up meanwhile.
        perform from change_clock for update;
        return query select * from drop_finding_tables(before_day, today);
        if found then
          delete from queue_entry where at < before_day::bigint * 86400000;
          delete from queue_facts d where not exists (select from queue_entry x where x.facts = d.id);
        end if;
      end $$`);
    await run('revoke execute on function drop_finding_days(int, bigint) from public');
    await run('grant execute on function drop_finding_days(int, bigint) to watchfloor_app');
    // Only the triggers write them.
    for (const table of ['queue_facts', 'queue_entry']) {
      await run(`revoke insert, update, delete on ${table} from watchfloor_app`);
    }
    // Whom and what a finding names, and what lies around it.
    await run('create index finding_entities on finding using gin (entities)');
    await run('drop index finding_last_at');
    await run('drop index finding_changed');
  },
};
