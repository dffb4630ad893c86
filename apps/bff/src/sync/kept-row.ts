import { createHash } from 'node:crypto';
import type { Keeping } from '@watchfloor/connectors';
import type { SourceRecord } from '@watchfloor/contract';

/** A record of a page, as it is kept. */
export interface KeptRow {
  /** As the record's, in a form that Postgres can keep and index. */
  uid: string;
  record: SourceRecord;
  raw: string;
}

const uidCharsMax = 400;
const digestBytes = 16;

/**
 * Gives each record its uid. Different records under one key are numbered by their bytes: whatever order they come in,
 * each is itself again the next time.
 * @param raws as `ListPage.raws`
 */
export function toKeptRows(
  records: readonly SourceRecord[],
  raws: readonly string[],
  { partial = [] }: Pick<Keeping, 'partial'>,
): KeptRow[] {
  const series = new Map<string, KeptRow[]>();
  for (const [index, record] of records.entries()) {
    const base = baseUid(record);
    const row = { uid: base, record, raw: raws[index] ?? '' };
    const known = series.get(base);
    if (!known) series.set(base, [row]);
    // The same bytes again are a repeat.
    else if (known.every(({ raw }) => raw !== row.raw)) known.push(row);
  }
  return [...series.values()].flatMap((rows) =>
    rows
      .toSorted((a, b) => (a.raw < b.raw ? -1 : 1))
      .map((row, ordinal) => {
        const uid = toKeptText(ordinal === 0 ? row.uid : `${row.uid}#${ordinal}`);
        const record = partial.length === 0 ? row.record : without(row.record, partial);
        return { uid: uid.length > uidCharsMax ? shorten(uid) : uid, record, raw: row.raw };
      }),
  );
}

function without(record: SourceRecord, names: readonly string[]): SourceRecord {
  return {
    ...record,
    cells: Object.fromEntries(Object.entries(record.cells).filter(([name]) => !names.includes(name))),
  };
}

/** The record's uid without what a page numbered it by. */
function baseUid({ uid, key }: SourceRecord): string {
  const end = uid.lastIndexOf(key);
  return end === -1 ? uid : uid.slice(0, end + key.length);
}

/** A key is the vendor's, and may be as long as its sender likes; an index takes 2,704 bytes. */
function shorten(uid: string): string {
  return `${uid.slice(0, uidCharsMax - 44)}~${createHash('sha256').update(uid).digest('base64url')}`;
}

/** Text as Postgres can keep it: no U+0000, no half of a surrogate pair. The record itself is kept as it came. */
export function toKeptText(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}

/** Tells whether record or raw differ: two hashes of 128 bits, record first. */
export function toDigest(record: SourceRecord, raw: string): Buffer {
  return Buffer.concat([hash(JSON.stringify(record)), hash(raw)]);
}

/** Of another record over the bytes that `digest` is of. */
export function joinDigest(record: SourceRecord, digest: Uint8Array): Buffer {
  return Buffer.concat([hash(JSON.stringify(record)), rawPartOf(digest)]);
}

export const rawPartOf = (digest: Uint8Array): Buffer => Buffer.from(digest.subarray(digestBytes));

export function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest().subarray(0, digestBytes);
}

/** The fields that differ, as they were and as they are; of the cells, those that differ. */
export function toChange(
  before: SourceRecord,
  after: SourceRecord,
): { before: Partial<SourceRecord>; after: Partial<SourceRecord> } | undefined {
  const was: Record<string, unknown> = {};
  const is: Record<string, unknown> = {};
  compareInto(was, is, { ...before, cells: undefined }, { ...after, cells: undefined });
  const wasCells: Record<string, unknown> = {};
  const isCells: Record<string, unknown> = {};
  compareInto(wasCells, isCells, before.cells, after.cells);
  if (Object.keys(wasCells).length + Object.keys(isCells).length > 0) {
    was.cells = wasCells;
    is.cells = isCells;
  }
  if (Object.keys(was).length + Object.keys(is).length === 0) return undefined;
  return { before: was, after: is };
}

function compareInto(was: Record<string, unknown>, is: Record<string, unknown>, before: object, after: object): void {
  const olds = new Map(Object.entries(before));
  const news = new Map(Object.entries(after));
  for (const name of new Set([...olds.keys(), ...news.keys()])) {
    if (JSON.stringify(olds.get(name)) === JSON.stringify(news.get(name))) continue;
    if (olds.get(name) !== undefined) was[name] = olds.get(name);
    if (news.get(name) !== undefined) is[name] = news.get(name);
  }
}
