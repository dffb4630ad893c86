import type { SourceRecord } from '@watchfloor/contract';
import { sql } from 'kysely';
import { type Log, toLogFields } from '../log.ts';
import type { Database } from '../store/database.ts';
import { toSearchRow } from './keep-search.ts';
import { indexedCharsMax } from './search-text.ts';

export interface SearchIndex {
  /** Ends with what is under way. */
  close(): Promise<void>;
}

const tickMs = 1_000;
/** In one transaction: whoever writes the same findings waits no longer than for these. */
const readAtOnce = 200;
const indexedAtOnce = 500;

/**
 * Puts the words of findings into the index, a little after they were kept, and reads those that were kept before there
 * was a search. Several servers share the work. What is not done yet is searched all the same.
 */
export function startSearchIndex({
  database,
  log,
}: {
  database: Pick<Database, 'sql' | 'transaction'>;
  log: Log;
}): SearchIndex {
  let isClosed = false;
  let isFailing = false;
  const isOpen = () => !isClosed;

  async function work(): Promise<void> {
    try {
      for (const step of [readSome, indexSome]) {
        while (isOpen() && (await step(database))) await new Promise((resolve) => setImmediate(resolve));
      }
      isFailing = false;
    } catch (error) {
      if (!isFailing && isOpen()) log.error('words of findings not indexed', toLogFields(error));
      isFailing = true;
    }
  }

  let working: Promise<void> | undefined;
  function workOnce(): void {
    working ??= work().finally(() => {
      working = undefined;
    });
  }
  workOnce();
  const timer = setInterval(workOnce, tickMs);
  timer.unref();

  return {
    async close() {
      isClosed = true;
      clearInterval(timer);
      await working;
    },
  };
}

/** Of findings without words. @returns whether there may be more */
export function readSome({ transaction }: Pick<Database, 'transaction'>): Promise<boolean> {
  return transaction(async (trx) => {
    const { rows } = await sql<{ uid: string; record: SourceRecord; raw: Buffer | null }>`
      select s.uid, f.record, r.raw from (
        select uid from finding_search where words is null limit ${readAtOnce} for update skip locked
      ) s join queue_entry x on x.uid = s.uid join finding f on f.uid = x.uid and f.at = x.at
      left join finding_raw r on r.uid = x.uid and r.at = x.at`.execute(trx);
    const read = await Promise.all(
      rows.map(({ uid, record, raw }) => toSearchRow({ uid, record, raw: '' }, raw ?? undefined)),
    );
    if (read.length === 0) return false;
    await sql`
      update finding_search s set words = x.words, named = x.named
      from unnest(${read.map(({ uid }) => uid)}::text[], ${read.map(({ words }) => words)}::text[], ${read.map(({ named }) => named)}::text[]) x(uid, words, named)
      where s.uid = x.uid`.execute(trx);
    return read.length === readAtOnce;
  });
}

/** @returns whether there may be more */
export async function indexSome({ sql: db }: Pick<Database, 'sql'>): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    update finding_search s set is_indexed = length(s.words) <= ${indexedCharsMax}
    from (
      select uid from finding_search
      where is_indexed is not true and is_indexed is null and words is not null
      limit ${indexedAtOnce} for update skip locked
    ) w where s.uid = w.uid`.execute(db);
  return numAffectedRows === BigInt(indexedAtOnce);
}
