import type pg from 'pg';

export interface ManyFindings {
  count: number;
  days: number;
  /** Of the connections that have them, in turn. */
  connections: readonly { connection: string; resource: string }[];
  now: number;
}

const dayMs = 86_400_000;
const chunk = 10_000;

/**
 * Findings as a month of a company's alarms has them, written into the tables evenly over the days, without their raw
 * records: of 1,000 about 4 critical, 30 high, 200 medium; 400 rules, 3,000 people and hosts; a scanner that repeats itself. What
 * is older than three days and high is decided but for one of 20.
 * @param client of the owner of the tables
 */
export async function writeManyFindings(client: pg.Client, given: ManyFindings): Promise<void> {
  const { count, days, now } = given;
  const today = Math.floor(now / dayMs);
  await client.query(`select keep_finding_days(${today - days - 1}, ${today + 2})`);
  for (let from = 0; from < count; from += chunk) {
    await client.query('begin');
    await client.query('update change_clock set number = number + 1');
    await writeChunk(client, given, from, Math.min(count, from + chunk));
    await client.query('commit');
  }
  await client.query('analyze');
}

async function writeChunk(client: pg.Client, given: ManyFindings, from: number, to: number): Promise<void> {
  const { count, days, connections, now } = given;
  const places = connections.map(({ connection, resource }) => ({ connection, resource }));
  const spanMs = days * dayMs - 3_600_000;
  await client.query(
    `with places as (select p.*, row_number() over () - 1 as place from json_to_recordset($1::json) as p(connection text, resource text)),
    drawn as (
      select i, $2::bigint - (i::bigint * ${spanMs} / ${count}) - (random() * 1000)::int as happened,
        random() as s, (random() * 399)::int as rule, (random() * random() * 2999)::int as who, i % ${places.length} as place,
        i % 83 = 0 as is_scan, random() as late
      from generate_series(${from}, ${to - 1}) i
    ),
    told as (
      select d.*, p.connection, p.resource, p.connection || ':' || p.resource || ':k' || i as uid,
        case when is_scan then 'low' when s < 0.004 then 'critical' when s < 0.034 then 'high' when s < 0.234 then 'medium'
          when s < 0.7 then 'low' else 'informational' end as severity,
        case when is_scan then 'Port probing' else 'Rule ' || rule || ' fired on unusual behaviour of a process' end as title,
        case when is_scan then 'NVK-SCAN-01' else 'NVK-LT-' || lpad(who::text, 4, '0') end as host,
        case when is_scan then null else 'user' || who || '@norrvik.example' end as person,
        (10 + who % 20) || '.20.' || who % 250 || '.' || rule % 250 as address
      from drawn d join places p using (place)
    ),
    made as (
      select t.*, json_build_object('key', 'k' || i, 'title', title, 'severity', severity, 'happened', happened,
        'arrived', null, 'active', null, 'status', 'new', 'vendorStatus', 'open', 'priorityLabel', initcap(severity),
        'eventType', 'Type ' || rule % 40, 'outcome', 'not_stated', 'attack', json_build_array(
          json_build_object('id', 'T1' || lpad((rule % 120)::text, 3, '0'), 'name', 'Technique')),
        'entities', json_build_array(json_build_object('kind', 'host', 'value', host, 'role', 'source'),
          json_build_object('kind', 'user', 'value', coalesce(person, 'nobody'), 'role', 'actor'),
          json_build_object('kind', 'ip', 'value', address, 'role', 'source')),
        'cells', json_build_object('sensor', 'sensor-' || rule % 12, 'strategy', repeat('a longer part of it ', 20),
          'source', address, 'destination', '10.20.2.9')) as record
      from told t
    ),
    written as (
      insert into finding (uid, at, connection, resource, key, happened, arrived, active, title, severity, priority_label,
        status, vendor_status, event_type, outcome, tenant, entities, techniques, record, digest, vendor_open, first_read_at,
        read_at, change, first_change, who, whereabouts, matter, matter_pause_ms)
      select uid, happened, connection, resource, 'k' || i, happened, happened + case when late < 0.01 then 7200000 else 4000 end,
        null, title, severity, initcap(severity), 'new', 'open', 'Type ' || rule % 40, 'not_stated', 'norrvik',
        array[lower(host), coalesce(person, 'nobody'), address], array['T1' || lpad((rule % 120)::text, 3, '0')], record,
        sha256(convert_to(uid, 'UTF8')), false, happened, happened, c.number, c.number, person, lower(host), md5(title || host), 3600000
      from made, change_clock c
    ),
    worded as (
      insert into finding_search (uid, words, named, is_indexed)
      select uid, lower(concat_ws(E'\\n', title, host, person, address)),
        lower(concat_ws(E'\\n', 'host:' || host, 'user:' || person, 'ip:' || address)), true
      from made
    ),
    decided as (
      insert into mark (uid, connection, resource, state, owner, owner_name, verdict, version, change, updated_at, updated_by,
        decided_at, record)
      select uid, connection, resource, 'resolved', 'p-' || i % 9, 'Analyst ' || i % 9,
        (array['true_positive', 'benign', 'false_positive_rule', 'duplicate'])[i % 4 + 1], 1, c.number, happened + 600000,
        'Analyst ' || i % 9, happened + 600000, record
      from made, change_clock c
      where severity in ('critical', 'high') and i % 20 <> 0 and happened < $2::bigint - ${3 * dayMs}
    )
    select count(*) from made`,
    [JSON.stringify(places), now],
  );
}
