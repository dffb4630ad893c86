import type { SourceRecord } from '@watchfloor/contract';
import { sql, type Transaction } from 'kysely';
import type { Tables } from '../store/tables.ts';
import { toMatter } from '../triage/matter.ts';
import { reopenActive } from '../triage/reopen.ts';
import { whereOf, whoOf } from '../triage/who-where.ts';
import type { KeptSource } from './keep-page.ts';
import { type KeptRow, toChange, toDigest, toKeptText } from './kept-row.ts';
import { pack } from './raw-bytes.ts';

/** A row as it is written. */
export interface Written {
  uid: string;
  at: number;
  raw: string;
  record: SourceRecord;
  digest: Buffer;
  /** The row as `json_to_recordset` reads it. */
  columns: Record<string, unknown>;
}

/** @param digest where its bytes stay as they are kept */
export function toWritten(
  { uid, record, raw }: KeptRow,
  { keeping }: KeptSource,
  at: number,
  arrived: number,
  digest: Buffer = toDigest(record, raw),
): Written {
  const matter = toMatter(uid, record, keeping);
  const text = (value: string | undefined) => (value === undefined ? null : toKeptText(value));
  const columns = {
    uid,
    at,
    key: toKeptText(record.key),
    hint: text(record.hint),
    happened: record.happened,
    arrived,
    active: record.active,
    title: toKeptText(record.title),
    severity: record.severity,
    priority_label: text(record.priorityLabel),
    status: record.status ?? 'new',
    vendor_status: text(record.vendorStatus),
    event_type: text(record.eventType),
    outcome: record.outcome,
    tenant: text(record.tenant),
    entities: [...new Set(record.entities.map(({ value }) => toKeptText(value).toLowerCase()))],
    techniques: [...new Set(record.attack.map(({ id }) => toKeptText(id)))],
    record: JSON.stringify(record),
    who: toNamed(whoOf(record)),
    whereabouts: toNamed(whereOf(record)),
    matter: matter.key,
    matter_pause_ms: matter.pauseMs,
    digest: digest.toString('hex'),
    vendor_open: keeping.isOpen?.(record) ?? false,
  };
  return { uid, at, raw, record, digest, columns };
}

const namedCharsMax = 250;

/** A value that findings are grouped by: never longer than a filter's value may be. */
function toNamed(value: string | null): string | null {
  const text = value === null ? '' : toKeptText(value).toLowerCase();
  return text === '' ? null : text.slice(0, namedCharsMax).toWellFormed();
}

const recordset = sql`x(uid text, at bigint, key text, hint text, happened bigint, arrived bigint, active bigint,
  title text, severity text, priority_label text, status text, vendor_status text, event_type text, outcome text,
  tenant text, entities text[], techniques text[], record text, who text, whereabouts text, matter text, matter_pause_ms int, digest text, vendor_open boolean)`;

export async function insertRows(
  trx: Transaction<Tables>,
  { connection, resource }: KeptSource,
  rows: readonly Written[],
  readAt: number,
  change: number,
): Promise<void> {
  await sql`
    insert into finding (uid, at, connection, resource, key, hint, happened, arrived, active, title, severity,
      priority_label, status, vendor_status, event_type, outcome, tenant, entities, techniques, record, digest,
      vendor_open, first_read_at, read_at, change, first_change, who, whereabouts, matter, matter_pause_ms)
    select x.uid, x.at, ${connection}, ${resource}, x.key, x.hint, x.happened, x.arrived, x.active, x.title, x.severity,
      x.priority_label, x.status, x.vendor_status, x.event_type, x.outcome, x.tenant, x.entities, x.techniques,
      x.record::json, decode(x.digest, 'hex'), x.vendor_open, ${readAt}, ${readAt}, ${change}, ${change}, x.who, x.whereabouts, x.matter, x.matter_pause_ms
    from json_to_recordset(${toJson(rows)}::json) as ${recordset}`.execute(trx);
}

export async function updateRows(
  trx: Transaction<Tables>,
  rows: readonly Written[],
  readAt: number,
  change: number,
): Promise<void> {
  const uids = rows.map(({ uid }) => uid);
  const { rows: befores } = await sql<{ uid: string; record: SourceRecord }>`
    select uid, record from finding where uid = any(${uids})`.execute(trx);
  const before = new Map(befores.map(({ uid, record }) => [uid, record]));
  await sql`
    update finding f set hint = x.hint, happened = x.happened, arrived = x.arrived, active = x.active, title = x.title,
      severity = x.severity, priority_label = x.priority_label, status = x.status, vendor_status = x.vendor_status,
      event_type = x.event_type, outcome = x.outcome, tenant = x.tenant, entities = x.entities,
      techniques = x.techniques, record = x.record::json, digest = decode(x.digest, 'hex'),
      vendor_open = x.vendor_open, who = x.who, whereabouts = x.whereabouts, matter = x.matter, matter_pause_ms = x.matter_pause_ms, gone_at = null, read_at = ${readAt}, change = ${change}
    from json_to_recordset(${toJson(rows)}::json) as ${recordset}
    where f.uid = x.uid and f.at = x.at`.execute(trx);
  const changed = rows.flatMap(({ uid, record }) => {
    const was = before.get(uid);
    const difference = was && toChange(was, record);
    return difference ? [{ uid, before: was, after: record, difference }] : [];
  });
  if (changed.length === 0) return;
  await reopenActive(trx, changed, { change, at: readAt });
  const changes = changed.map(({ uid, difference }) => ({
    uid,
    before: JSON.stringify(difference.before),
    after: JSON.stringify(difference.after),
  }));
  await sql`
    insert into finding_change (uid, changed_at, change, before, after)
    select x.uid, ${readAt}, ${change}, x.before::json, x.after::json
    from json_to_recordset(${JSON.stringify(changes)}::json) as x(uid text, before text, after text)`.execute(trx);
}

function toJson(rows: readonly Written[]): string {
  return JSON.stringify(rows.map(({ columns }) => columns));
}

type PackedRow = Pick<Written, 'uid' | 'at'> & { packed: Buffer; bytes: number };

export function packRaws(rows: readonly Written[]): Promise<PackedRow[]> {
  return Promise.all(
    rows.map(async ({ uid, at, raw }) => ({ uid, at, packed: await pack(raw), bytes: Buffer.byteLength(raw) })),
  );
}

export async function keepRaws(trx: Transaction<Tables>, rows: readonly PackedRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into finding_raw (uid, at, raw, bytes)
    select * from unnest(${rows.map(({ uid }) => uid)}::text[], ${rows.map(({ at }) => at)}::bigint[],
      ${rows.map(({ packed }) => packed)}::bytea[], ${rows.map(({ bytes }) => bytes)}::int[])
    on conflict (uid, at) do update set raw = excluded.raw, bytes = excluded.bytes`.execute(trx);
}
