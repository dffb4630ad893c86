import type { Keeping } from '@watchfloor/connectors';
import type { Interval, SourceRecord, Unreadable } from '@watchfloor/contract';
import { sql, type Transaction } from 'kysely';
import type { Database } from '../store/database.ts';
import type { Tables } from '../store/tables.ts';
import { toMatter } from '../triage/matter.ts';
import { reopenActive } from '../triage/reopen.ts';
import { keepCoverage } from './keep-coverage.ts';
import { areUndatedSettled, keepUnreadable } from './keep-unreadable.ts';
import {
  joinDigest,
  type KeptRow,
  rawPartOf,
  toChange,
  toDigest,
  toKeptRows,
  toKeptText,
  toSearchText,
} from './kept-row.ts';
import { LeaseLost } from './lease.ts';
import { pack } from './raw-bytes.ts';
import type { Passes } from './tables.ts';

/** One list whose findings are kept, and by what right they are written now. */
export interface KeptSource {
  connection: string;
  resource: string;
  keeping: Keeping;
  /** Of the lease under which the caller writes. */
  fence: number;
  /** How far back findings are kept. */
  retentionMs: number;
}

/** What one answer of the vendor gives to keep. */
export interface PageToKeep {
  /** Epoch ms: when the vendor was asked. */
  readAt: number;
  records: readonly SourceRecord[];
  raws: readonly string[];
  unreadable: readonly Unreadable[];
  /** What was read whole; null where that cannot be said. */
  covered: Interval | null;
  /** Also true of the source once this is kept. */
  state?: { headAt?: number; passes?: Passes; filled?: { rows: number; coveredMs: number; tookMs: number } };
}

export interface KeptPage {
  added: number;
  changed: number;
  /** Kept in the covered stretch, and the vendor did not list them there. */
  notListed: SourceRecord[];
}

/** Findings that are looked for one by one after a page; more than that show again with the next. */
const notListedMax = 100;
/** Told to whoever waits for findings: `{connection, change, added, changed}`. */
const findingsChannel = 'watchfloor_findings';

/**
 * Keeps a page: rows, their bytes, their changes and the coverage, in one transaction. Doing it again changes nothing.
 * @throws LeaseLost where another server reads the connection now; then nothing was kept
 */
export function keepPage(
  database: Pick<Database, 'transaction'>,
  source: KeptSource,
  page: PageToKeep,
): Promise<KeptPage> {
  return database.transaction(async (trx) => {
    await hold(trx, source);
    const rows = toKeptRows(page.records, page.raws, source.keeping);
    const counts = await keepRows(trx, source, rows, page.readAt);
    const areSettled = (await keepUnreadable(trx, source, page)) && (await areUndatedSettled(trx, rows, page.readAt));
    const covered = areSettled ? page.covered : null;
    if (covered) await keepCoverage(trx, source, covered, page.readAt);
    await keepState(trx, source, page, counts.added);
    const notListed = covered ? await findNotListed(trx, source, covered, rows, page.readAt) : [];
    return { ...counts, notListed };
  });
}

/** The vendor has it no more: it stays, and says so. @throws LeaseLost */
export function keepGone(
  database: Pick<Database, 'transaction'>,
  source: KeptSource,
  uids: readonly string[],
  at: number,
): Promise<void> {
  return database.transaction(async (trx) => {
    await hold(trx, source);
    const change = await nextChange(trx);
    await sql`update finding set gone_at = ${at}, vendor_open = false, change = ${change}, read_at = ${at}
      where uid = any(${uids}) and gone_at is null and read_at <= ${at}`.execute(trx);
    await notify(trx, source, { change, added: 0, changed: uids.length });
  });
}

/** One writer of a source at a time, and only the one whom the lease names. The lease cannot pass on before the commit. */
export async function hold(trx: Transaction<Tables>, { connection, resource, fence }: KeptSource): Promise<void> {
  const lease = await sql<{ fence: number }>`
    select fence from sync_lease where connection = ${connection} and fence = ${fence} for share`.execute(trx);
  if (lease.rows.length === 0) throw new LeaseLost(connection);
  await sql`select from source_state where connection = ${connection} and resource = ${resource} for update`.execute(
    trx,
  );
}

interface Known {
  uid: string;
  at: number;
  digest: Buffer;
  read_at: number;
  arrived: number;
  is_gone: boolean;
  record: SourceRecord | null;
}

async function keepRows(
  trx: Transaction<Tables>,
  source: KeptSource,
  rows: readonly KeptRow[],
  readAt: number,
): Promise<{ added: number; changed: number }> {
  if (rows.length === 0) return { added: 0, changed: 0 };
  const { keeping } = source;
  const uids = rows.map(({ uid }) => uid);
  const found = await sql<Known>`
    select uid, at, digest, read_at, arrived, gone_at is not null as is_gone,
      ${keeping.merge ? sql`record` : sql`null::json`} as record
    from finding where uid = any(${uids})`.execute(trx);
  const known = new Map(found.rows.map((row) => [row.uid, row]));
  const looked = await readLooked(
    trx,
    source,
    rows.filter(({ uid }) => !known.has(uid)),
  );
  const added: Written[] = [];
  const changed: (Written & { known: Known })[] = [];
  for (const row of rows) {
    const before = known.get(row.uid);
    if (!before) {
      const arrived = row.record.arrived ?? sightingOf(row.record, looked, readAt);
      added.push(toWritten(row, source, placeOf(row.record, source, readAt), arrived));
      continue;
    }
    // What another read saw later is newer than this, whoever is written first.
    if (before.read_at > readAt) continue;
    const written = toRewritten(row, before, source);
    if (!before.digest.equals(written.digest) || before.is_gone) changed.push({ ...written, known: before });
  }
  if (added.length + changed.length === 0) return { added: 0, changed: 0 };
  const change = await nextChange(trx);
  if (added.length > 0) await insertRows(trx, source, added, readAt, change);
  if (changed.length > 0) await updateRows(trx, changed, readAt, change);
  await keepRaws(trx, [
    ...added,
    ...changed.filter((row) => !rawPartOf(row.digest).equals(rawPartOf(row.known.digest))),
  ]);
  await notify(trx, source, { change, added: added.length, changed: changed.length });
  return { added: added.length, changed: changed.length };
}

/** Where was looked before, around those that are new and that the vendor does not say the arrival of. */
async function readLooked(
  trx: Transaction<Tables>,
  { connection, resource }: KeptSource,
  rows: readonly KeptRow[],
): Promise<Interval[]> {
  const times = rows.flatMap(({ record: { arrived, happened } }) =>
    arrived === null && happened !== null ? [happened] : [],
  );
  if (times.length === 0) return [];
  const found = await trx
    .selectFrom('source_coverage')
    .select(['from_at as from', 'to_at as to'])
    .where('connection', '=', connection)
    .where('resource', '=', resource)
    .where('to_at', '>=', Math.min(...times))
    .where('from_at', '<=', Math.max(...times))
    .execute();
  return found;
}

/**
 * When it could first be seen, where its vendor does not say: now, if it was not there when its time was looked at before.
 * Else nobody looked, and nothing says that it came late.
 */
function sightingOf({ happened }: SourceRecord, looked: readonly Interval[], readAt: number): number {
  if (happened === null) return readAt;
  return looked.some(({ from, to }) => happened >= from && happened <= to) ? readAt : happened;
}

/** Where it lies among the days: never moved by what the vendor says later, nor outside of the days that there are. */
function placeOf({ happened, arrived }: SourceRecord, { retentionMs }: KeptSource, readAt: number): number {
  const at = happened ?? arrived ?? readAt;
  return at < readAt - retentionMs || at > readAt ? readAt : at;
}

/** Over what is kept. A read that shows an earlier part of it only adds to the record and leaves the bytes. */
function toRewritten(row: KeptRow, before: Known, source: KeptSource): Written {
  const kept = before.record;
  const merged = kept && source.keeping.merge ? source.keeping.merge(kept, row.record) : row.record;
  const isEarlier = kept !== null && (row.record.active ?? 0) < (kept.active ?? 0);
  const rewritten = { ...row, record: merged };
  const digest = isEarlier ? joinDigest(merged, before.digest) : undefined;
  return toWritten(rewritten, source, before.at, merged.arrived ?? before.arrived, digest);
}

interface Written {
  uid: string;
  at: number;
  raw: string;
  record: SourceRecord;
  digest: Buffer;
  /** The row as `json_to_recordset` reads it. */
  columns: Record<string, unknown>;
}

function toWritten(
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
    search: toSearchText(record),
    matter: matter.key,
    matter_pause_ms: matter.pauseMs,
    digest: digest.toString('hex'),
    vendor_open: keeping.isOpen?.(record) ?? false,
  };
  return { uid, at, raw, record, digest, columns };
}

const recordset = sql`x(uid text, at bigint, key text, hint text, happened bigint, arrived bigint, active bigint,
  title text, severity text, priority_label text, status text, vendor_status text, event_type text, outcome text,
  tenant text, entities text[], techniques text[], record text, search text, matter text, matter_pause_ms int, digest text, vendor_open boolean)`;

async function insertRows(
  trx: Transaction<Tables>,
  { connection, resource }: KeptSource,
  rows: readonly Written[],
  readAt: number,
  change: number,
): Promise<void> {
  await sql`
    insert into finding (uid, at, connection, resource, key, hint, happened, arrived, active, title, severity,
      priority_label, status, vendor_status, event_type, outcome, tenant, entities, techniques, record, digest,
      vendor_open, first_read_at, read_at, change, first_change, search, matter, matter_pause_ms)
    select x.uid, x.at, ${connection}, ${resource}, x.key, x.hint, x.happened, x.arrived, x.active, x.title, x.severity,
      x.priority_label, x.status, x.vendor_status, x.event_type, x.outcome, x.tenant, x.entities, x.techniques,
      x.record::json, decode(x.digest, 'hex'), x.vendor_open, ${readAt}, ${readAt}, ${change}, ${change}, x.search, x.matter, x.matter_pause_ms
    from json_to_recordset(${toJson(rows)}::json) as ${recordset}`.execute(trx);
}

async function updateRows(
  trx: Transaction<Tables>,
  rows: readonly (Written & { known: Known })[],
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
      vendor_open = x.vendor_open, search = x.search, matter = x.matter, matter_pause_ms = x.matter_pause_ms, gone_at = null, read_at = ${readAt}, change = ${change}
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

async function keepRaws(trx: Transaction<Tables>, rows: readonly Written[]): Promise<void> {
  if (rows.length === 0) return;
  const packed = await Promise.all(rows.map(({ raw }) => pack(raw)));
  await sql`
    insert into finding_raw (uid, at, raw, bytes)
    select * from unnest(${rows.map(({ uid }) => uid)}::text[], ${rows.map(({ at }) => at)}::bigint[],
      ${packed}::bytea[], ${rows.map(({ raw }) => Buffer.byteLength(raw))}::int[])
    on conflict (uid, at) do update set raw = excluded.raw, bytes = excluded.bytes`.execute(trx);
}

async function keepState(
  trx: Transaction<Tables>,
  { connection, resource }: KeptSource,
  { state = {} }: PageToKeep,
  added: number,
): Promise<void> {
  const { headAt, passes, filled } = state;
  if (added === 0 && !headAt && !passes && !filled) return;
  await sql`
    update source_state set findings = findings + ${added},
      head_at = coalesce(${headAt ?? null}::bigint, head_at),
      passes = (passes::jsonb || ${JSON.stringify(passes ?? {})}::jsonb)::json,
      filled_rows = filled_rows + ${filled?.rows ?? 0}, filled_ms = filled_ms + ${filled?.coveredMs ?? 0},
      filling_ms = filling_ms + ${filled?.tookMs ?? 0}
    where connection = ${connection} and resource = ${resource}`.execute(trx);
}

async function findNotListed(
  trx: Transaction<Tables>,
  { connection, resource }: KeptSource,
  { from, to }: Interval,
  rows: readonly KeptRow[],
  readAt: number,
): Promise<SourceRecord[]> {
  const { rows: missed } = await sql<{ record: SourceRecord }>`
    select record from finding
    where connection = ${connection} and resource = ${resource} and happened between ${from} and ${to}
      and gone_at is null and read_at < ${readAt} and not uid = any(${rows.map(({ uid }) => uid)})
    limit ${notListedMax}`.execute(trx);
  return missed.map(({ record }) => record);
}

/** From here to the commit, nobody else writes findings or marks. Before any of their rows is locked. */
export async function nextChange(trx: Transaction<Tables>): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    update change_clock set number = number + 1 returning number`.execute(trx);
  const [row] = rows;
  if (!row) throw new Error('There is no change clock.');
  return row.number;
}

async function notify(
  trx: Transaction<Tables>,
  { connection }: KeptSource,
  told: { change: number; added: number; changed: number },
): Promise<void> {
  await sql`select pg_notify(${findingsChannel}, ${JSON.stringify({ connection, ...told })})`.execute(trx);
}
