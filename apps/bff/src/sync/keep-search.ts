import { Worker } from 'node:worker_threads';
import type { SourceRecord } from '@watchfloor/contract';
import { sql, type Transaction } from 'kysely';
import type { Tables } from '../store/tables.ts';
import { unpack } from './raw-bytes.ts';
import { recordMark, type SearchQuestion, type SearchText, toSearchText } from './search-text.ts';

/** A finding whose words are kept. */
export interface SearchRow extends SearchText {
  uid: string;
}

/** @param packed of the bytes that are kept, where they are not those of `raw` */
export async function toSearchRow(
  { uid, record, raw }: { uid: string; record: SourceRecord; raw: string },
  packed?: Uint8Array,
): Promise<SearchRow> {
  const text = packed ? await unpack(packed) : raw;
  return {
    uid,
    ...(text.length > inlineCharsMax ? await toTextAside({ record, raw: text }) : toSearchText(record, text)),
  };
}

/** Of a longer record, its words would hold the event loop for more than a moment: an attacker may write 10 MB of them. */
const inlineCharsMax = 1_048_576;

let before: Promise<unknown> = Promise.resolve();

/** One after the other, so that a page of such records does not take every core. */
function toTextAside(question: SearchQuestion): Promise<SearchText> {
  const text = before.then(() => inWorker(question));
  // Who asked is told; the next one is read all the same.
  before = text.catch(() => undefined);
  return text;
}

function inWorker(question: SearchQuestion): Promise<SearchText> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./search-worker.ts', import.meta.url), { workerData: question });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('The words of a record were not read.')));
  });
}

/** What is as it was stays in the index. One text for all: a list of texts is quoted character by character. */
export async function keepSearch(trx: Transaction<Tables>, rows: readonly SearchRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into finding_search as s (uid, words, named)
    select * from unnest(${rows.map(({ uid }) => uid)}::text[],
      string_to_array(${rows.map(({ words }) => words).join(recordMark)}, ${recordMark}),
      string_to_array(${rows.map(({ named }) => named).join(recordMark)}, ${recordMark}))
    on conflict (uid) do update set words = excluded.words, named = excluded.named, is_indexed = null
    where s.words is distinct from excluded.words or s.named is distinct from excluded.named`.execute(trx);
}

/** The bytes that are kept of some findings, by uid. */
export async function readPacked(trx: Transaction<Tables>, uids: readonly string[]): Promise<Map<string, Buffer>> {
  if (uids.length === 0) return new Map();
  const { rows } = await sql<{ uid: string; raw: Buffer }>`
    select uid, raw from finding_raw where uid = any(${uids})`.execute(trx);
  return new Map(rows.map(({ uid, raw }) => [uid, raw]));
}
