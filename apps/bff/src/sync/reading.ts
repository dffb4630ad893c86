import { isConnectorError, type Lane } from '@watchfloor/connectors';
import type { FilterValues, Interval, SourceRecord } from '@watchfloor/contract';
import type { Database } from '../store/database.ts';
import { hold, type KeptSource, keepGone, keepPage, type PageToKeep } from './keep-page.ts';
import { forgetUnreadable } from './keep-unreadable.ts';
import { createScan, type ScannedList, type ScannedPage, type ScanQuestion, withDeadline } from './scan.ts';

export interface ReadingDeps {
  database: Pick<Database, 'transaction' | 'sql'>;
  list: ScannedList;
  source: KeptSource;
  lane: Lane;
}

export interface ReadOptions {
  /** Instead of the whole list: then nothing counts as covered. */
  filters?: Record<string, FilterValues>;
  order?: string;
  /** Kept with the last page, where all of them were read whole. */
  atEnd?: PageToKeep['state'];
  onPage?(read: ScannedPage): void | Promise<void>;
}

/** Reads stretches of one list and keeps what it reads. */
export interface Reading {
  /**
   * Page by page from the end of the range backwards.
   * @returns whether all of it was read whole
   * @throws ConnectorError, LeaseLost, the signal's reason
   */
  read(range: Interval, signal: AbortSignal, options?: ReadOptions): Promise<boolean>;
  /** The question for the whole list in the range. */
  question(range: Interval): ScanQuestion;
  keep(read: ScannedPage, signal: AbortSignal, state?: PageToKeep['state']): Promise<void>;
  keepState(state: PageToKeep['state'], at: number): Promise<void>;
  /** All was read whole since `before`: what could not be read until then, and did not come again, is none any more. */
  forgetUnreadable(before: number): Promise<void>;
  /** Asks after findings that are kept and that the vendor does not list where it should. */
  lookAfter(records: readonly SourceRecord[], signal: AbortSignal): Promise<void>;
}

/** More than this are cheaper to read as a list. */
const singlesMax = 20;
const unitMs = 1_000;

export function createReading({ database, list, source, lane }: ReadingDeps): Reading {
  const { keeping } = source;

  const question = (range: Interval): ScanQuestion => ({ filters: keeping.filters, range, order: keeping.order, lane });

  /** @returns what is kept and was not listed where it should be */
  async function keepRead(read: ScannedPage, claims: boolean, state?: PageToKeep['state']): Promise<SourceRecord[]> {
    const { page, readAt } = read;
    const { records, unreadable } = page;
    const covered = claims && page.partial === null ? upTo(page.covered, readAt, list.open.clockOffsetMs() ?? 0) : null;
    const toKeep = { readAt, records, raws: page.raws(), unreadable, covered, ...(state && { state }) };
    const { notListed, ...counts } = await keepPage(database, source, toKeep);
    list.onKept?.(counts);
    return notListed;
  }

  async function read(range: Interval, signal: AbortSignal, options: ReadOptions = {}): Promise<boolean> {
    const { filters, order, atEnd, onPage } = options;
    const asked = question(range);
    const scan = createScan(list, { ...asked, filters: filters ?? asked.filters, order: order ?? asked.order });
    const notListed: SourceRecord[] = [];
    let isWhole = true;
    for (let page = await scan.next(signal); page; page = await scan.next(signal)) {
      isWhole &&= page.page.partial === null;
      const state = page.isLast && isWhole ? atEnd : undefined;
      notListed.push(...(await keepRead(page, filters === undefined && order === undefined, state)));
      await onPage?.(page);
    }
    await lookAfter(notListed, signal);
    return isWhole;
  }

  async function lookAfter(records: readonly SourceRecord[], signal: AbortSignal): Promise<void> {
    let left = records;
    const times = records.flatMap(({ happened }) => (happened === null ? [] : [happened]));
    if (records.length > singlesMax && times.length > 0) {
      const seen = new Set<string>();
      const scan = createScan(list, question({ from: Math.min(...times), to: Math.max(...times) + unitMs }));
      for (let page = await scan.next(signal); page; page = await scan.next(signal)) {
        for (const { key } of page.page.records) seen.add(key);
        await keepRead(page, false);
      }
      left = records.filter(({ key }) => !seen.has(key));
    }
    for (const record of left) await lookAt(record, signal);
  }

  async function lookAt({ uid, key, hint }: SourceRecord, signal: AbortSignal): Promise<void> {
    const get = list.reader.get?.bind(list.reader);
    if (!get || !list.reader.isKey(key)) return;
    const readAt = list.now();
    try {
      const { record, raw } = await withDeadline(list, lane, signal, (context) => get(key, hint, context));
      await keepPage(database, source, { readAt, records: [record], raws: [raw], unreadable: [], covered: null });
    } catch (error) {
      if (!isConnectorError(error) || error.kind !== 'not_found') throw error;
      await keepGone(database, source, [uid], readAt);
    }
  }

  return {
    read,
    question,
    lookAfter,
    forgetUnreadable: (before) =>
      database.transaction(async (trx) => {
        await hold(trx, source);
        await forgetUnreadable(trx, source, before);
      }),
    keep: async (page, signal, state) => lookAfter(await keepRead(page, true, state), signal),
    async keepState(state, at) {
      const nothing = { readAt: at, records: [], raws: [], unreadable: [], covered: null };
      await keepPage(database, source, { ...nothing, ...(state && { state }) });
    },
  };
}

/** What comes after the vendor's own now was not there to be read. @param offsetMs how far its clock is ahead of ours */
function upTo(covered: Interval | null, readAt: number, offsetMs: number): Interval | null {
  if (!covered) return null;
  const to = Math.min(covered.to, readAt + offsetMs);
  return to < covered.from ? null : { from: covered.from, to };
}
