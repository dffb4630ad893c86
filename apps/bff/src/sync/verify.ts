import type { Difference, Interval, ReadTask, SourceRecord } from '@watchfloor/contract';
import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { missingIn } from './coverage.ts';
import type { KeptSource } from './keep-page.ts';
import { rawPartOf, toChange, toDigest, toKeptRows, toKeptText } from './kept-row.ts';
import { unpack } from './raw-bytes.ts';
import { createReading } from './reading.ts';
import { createScan, type ScannedList, type ScannedPage } from './scan.ts';
import { readCoverage } from './source-state.ts';
import { createWait } from './wait.ts';

export interface VerifyDeps {
  database: Database;
  list: ScannedList;
  source: KeptSource;
  /** As of a `SourceReader`. */
  catchUp(): void;
  onPage(read: ScannedPage): Promise<void>;
}

type Result = NonNullable<ReadTask['result']>;

/** So many are named; all are counted. */
const namedMax = 200;
/** What differs may just have changed at the vendor: it is compared again, after the readers had their turn. */
const rounds = 4;
const roundMs = 4_000;
const unitMs = 1_000;

/**
 * Compares what is kept with what the vendor lists: which findings, their values, their bytes. Nothing is kept by it.
 * @throws ConnectorError, the signal's reason, and what `onPage` throws
 */
export async function verifyRange(deps: VerifyDeps, range: Interval, signal: AbortSignal): Promise<Result> {
  const { database, list, source } = deps;
  const place = { connection: source.connection, resource: source.resource };
  // Up to now, as the vendor's printed seconds tell it: what comes later is no part of the question.
  const beganAt = list.now() - unitMs;
  deps.catchUp();
  const compared = await compare(deps, range, signal, deps.onPage);
  let { suspects } = compared;
  for (let round = 1; suspects.length > 0 && round < rounds; round += 1) {
    deps.catchUp();
    await createWait(signal).for(roundMs);
    signal.throwIfAborted();
    const again = new Map<string, Difference>();
    for (const part of toParts(suspects, range)) {
      for (const suspect of (await compare(deps, part, signal)).suspects) again.set(suspect.uid, suspect);
    }
    const before = new Set(suspects.map(({ uid }) => uid));
    suspects = [...again.values()].filter(({ uid }) => before.has(uid));
  }
  const covered = await readCoverage(database, place);
  const notCovered = missingIn(covered, { from: range.from, to: Math.min(range.to, beganAt) });
  // What was never read cannot be missed.
  const inCoverage = ({ kind, happened }: Difference) =>
    kind !== 'missing_here' ||
    happened === null ||
    !notCovered.some(({ from, to }) => happened >= from && happened <= to);
  const differences = suspects.filter(inCoverage);
  return {
    findings: compared.findings,
    notCovered,
    differences: differences.length,
    named: differences.slice(0, namedMax),
  };
}

interface Kept extends Columns {
  uid: string;
  record: SourceRecord;
  digest: Buffer;
}

/** What lists are filtered and ordered by, beside the record. */
interface Columns {
  key: string;
  title: string;
  happened: number | null;
  active: number | null;
  severity: string;
  priority_label: string | null;
  vendor_status: string | null;
  event_type: string | null;
}

async function compare(
  { database, list, source }: VerifyDeps,
  range: Interval,
  signal: AbortSignal,
  onPage?: (read: ScannedPage) => Promise<void>,
): Promise<{ findings: number; suspects: Difference[] }> {
  const reading = createReading({ database, list, source, lane: 'people' });
  const scan = createScan(list, reading.question(range));
  const suspects: Difference[] = [];
  const undated = new Set<string>();
  let isWhole = range.from <= list.now() - source.retentionMs;
  let findings = 0;
  for (let read = await scan.next(signal); read; read = await scan.next(signal)) {
    const { page } = read;
    isWhole &&= page.partial === null;
    const rows = toKeptRows(page.records, page.raws(), source.keeping);
    const kept = await findKept(
      database,
      rows.map(({ uid }) => uid),
    );
    for (const { uid, record, raw } of rows) {
      if (record.happened === null) undated.add(uid);
      const found = kept.get(uid);
      if (!found) {
        suspects.push({ kind: 'missing_here', uid, title: record.title, happened: record.happened });
        continue;
      }
      findings += 1;
      const difference = await differenceOf(database, found, record, raw, source);
      if (difference) suspects.push(difference);
    }
    if (page.covered && page.partial === null) {
      suspects.push(
        ...(await findNotListed(
          database,
          source,
          page.covered,
          rows.map(({ uid }) => uid),
        )),
      );
    }
    await onPage?.(read);
  }
  // In no stretch of time is anything missing that has no time: only all of it shows that.
  if (isWhole) suspects.push(...(await findNotListed(database, source, null, [...undated])));
  return { findings, suspects };
}

async function differenceOf(
  database: Pick<Database, 'sql'>,
  found: Kept,
  vendor: SourceRecord,
  raw: string,
  { keeping }: KeptSource,
): Promise<Difference | undefined> {
  const { uid, digest } = found;
  const kept = asListed(found);
  // A list that shows the later part of a finding's records says the same where it adds nothing to what is kept.
  const expected = keeping.merge ? keeping.merge(kept, vendor) : vendor;
  const common = { uid, title: vendor.title, happened: vendor.happened };
  const change = toChange(kept, expected);
  if (change) {
    const fields = [...new Set([...Object.keys(change.before), ...Object.keys(change.after)])];
    const say = (values: Partial<SourceRecord>, field: string) =>
      JSON.stringify(new Map<string, unknown>(Object.entries(values)).get(field)) ?? 'nothing';
    return {
      ...common,
      kind: 'other_values',
      fields: fields.map((field) => ({ field, kept: say(change.before, field), vendor: say(change.after, field) })),
    };
  }
  if (!rawPartOf(digest).equals(rawPartOf(toDigest(vendor, raw)))) return { ...common, kind: 'other_bytes' };
  // Not by the digest alone: it is the bytes that are promised.
  return (await readRaw(database, uid)) === raw ? undefined : { ...common, kind: 'other_bytes' };
}

/** The record as lists show it: where a column says something else, that is what they show. */
function asListed({ record, ...columns }: Kept): SourceRecord {
  const fields = new Map<string, unknown>(Object.entries(record));
  const listed: Record<string, unknown> = {};
  for (const [field, column] of listedFields) {
    const value = fields.get(field) ?? null;
    const written = typeof value === 'string' ? toKeptText(value) : value;
    if (written !== columns[column]) listed[field] = columns[column];
  }
  return { ...record, ...listed };
}

const listedFields: readonly (readonly [keyof SourceRecord, keyof Columns])[] = [
  ['key', 'key'],
  ['title', 'title'],
  ['happened', 'happened'],
  ['active', 'active'],
  ['severity', 'severity'],
  ['priorityLabel', 'priority_label'],
  ['vendorStatus', 'vendor_status'],
  ['eventType', 'event_type'],
];

/** The kept bytes of a finding; undefined where there are none. */
async function readRaw({ sql: db }: Pick<Database, 'sql'>, uid: string): Promise<string | undefined> {
  const row = await db.selectFrom('finding_raw').select('raw').where('uid', '=', uid).executeTakeFirst();
  return row && unpack(row.raw);
}

async function findKept({ sql: db }: Pick<Database, 'sql'>, uids: readonly string[]): Promise<Map<string, Kept>> {
  const { rows } = await sql<Kept>`
    select uid, record, digest, key, title, happened, active, severity, priority_label, vendor_status, event_type
    from finding where uid = any(${uids}) and gone_at is null`.execute(db);
  return new Map(rows.map((row) => [row.uid, row]));
}

async function findNotListed(
  { sql: db }: Pick<Database, 'sql'>,
  { connection, resource }: KeptSource,
  within: Interval | null,
  uids: readonly string[],
): Promise<Difference[]> {
  const isThere = within ? sql`happened between ${within.from} and ${within.to}` : sql`happened is null`;
  const { rows } = await sql<{ uid: string; title: string; happened: number | null }>`
    select uid, title, happened from finding
    where connection = ${connection} and resource = ${resource} and ${isThere}
      and gone_at is null and not uid = any(${uids})`.execute(db);
  return rows.map(({ uid, title, happened }) => ({ kind: 'missing_there' as const, uid, title, happened }));
}

/** The instants of what differs; where it is much, or has no time, the range. */
function toParts(suspects: readonly Difference[], range: Interval): Interval[] {
  const times = suspects.map(({ happened }) => happened);
  if (times.length > 50 || times.includes(null)) return [range];
  const seconds = new Set(times.map((at) => Math.floor((at ?? 0) / unitMs) * unitMs));
  return [...seconds].map((from) => ({ from, to: from + unitMs - 1 }));
}
