import type { Keeping } from '@watchfloor/connectors';
import type { Interval, SourceRecord, Unreadable } from '@watchfloor/contract';
import { sql, type Transaction } from 'kysely';
import type { Database } from '../store/database.ts';
import type { Tables } from '../store/tables.ts';
import { nextChange } from './change-clock.ts';
import { keepCoverage } from './keep-coverage.ts';
import { keepSearch, readPacked, toSearchRow } from './keep-search.ts';
import { areUndatedSettled, keepUnreadable } from './keep-unreadable.ts';
import { hash, joinDigest, type KeptRow, rawPartOf, toKeptRows } from './kept-row.ts';
import { LeaseLost } from './lease.ts';
import type { Passes } from './tables.ts';
import { insertRows, keepRaws, packRaws, toWritten, updateRows, type Written } from './written-row.ts';

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
export const findingsChannel = 'watchfloor_findings';

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
  const packed = await readPacked(
    trx,
    changed.filter(keepsOtherBytes).map(({ uid }) => uid),
  );
  const isRaw = (row: Written & { known: Known }) => !rawPartOf(row.digest).equals(rawPartOf(row.known.digest));
  const writeRows = async () => {
    if (added.length > 0) await insertRows(trx, source, added, readAt, change);
    if (changed.length > 0) await updateRows(trx, changed, readAt, change);
  };
  // What is written behind the rows is made ready while Postgres is busy with them.
  const [, raws, words] = await Promise.all([
    writeRows(),
    nextTurn().then(() => packRaws([...added, ...changed.filter(isRaw)])),
    nextTurn().then(() => Promise.all([...added, ...changed].map((row) => toSearchRow(row, packed.get(row.uid))))),
  ]);
  await keepRaws(trx, raws);
  await keepSearch(trx, words);
  await notify(trx, source, { change, added: added.length, changed: changed.length });
  return { added: added.length, changed: changed.length };
}

/** A read that shows an earlier part leaves the bytes as they are kept. */
function keepsOtherBytes({ raw, digest }: Written): boolean {
  return !hash(raw).equals(rawPartOf(digest));
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

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

async function notify(
  trx: Transaction<Tables>,
  { connection }: KeptSource,
  told: { change: number; added: number; changed: number },
): Promise<void> {
  await sql`select pg_notify(${findingsChannel}, ${JSON.stringify({ connection, ...told })})`.execute(trx);
}
