import type { SourceRecord, Unreadable } from '@watchfloor/contract';
import type { CallContext, ListPage, ListQuestion, ReadPosition } from './connector.ts';
import { hashKey } from './paging/key-hash.ts';
import type { PagedItem, ReadResult, ReadTask } from './paging/page.ts';

/** One row of a vendor's list: a record, or what did not parse. */
export type Row = ReadRow | { unreadable: Unreadable };
interface ReadRow {
  record: SourceRecord;
  /** Its text as the vendor sent it, byte for byte. Cut out of the answer when it is asked for. */
  raw(): string;
}

/** How long one answer goes on asking when what it reads does not match, and in how many calls. */
const patienceMs = 1_500;
const callsMax = 20;
/** A page that is this full is given out: the last instant of a call waits for the next, so a call rarely fills it. */
const enoughShare = 0.75;
/** Left of the deadline, no further call is begun. */
const reserveMs = 2_000;
const unreadableCharsMax = 65_536;

/**
 * What a way of paging is asked for one answer. Rows that could not be read always come with it: one of them may match.
 * @returns the task, and what has to be told of each vendor call
 */
export function createReadTask(
  question: ListQuestion,
  context: CallContext,
  accept: (record: SourceRecord) => boolean,
): { task: ReadTask<Row>; called: () => void } {
  let calls = 0;
  const until = Math.min(context.now() + patienceMs, context.deadlineAt - reserveMs);
  return {
    called: () => {
      calls += 1;
    },
    task: {
      rows: Math.ceil(question.rows * enoughShare),
      accept: (row) => 'unreadable' in row || accept(row.record),
      mayAsk: () => calls < callsMax && context.now() < until,
    },
  };
}

/** @param plan who applied which filter; the vendor's total counts only where none was applied here */
export function toListPage(
  read: ReadResult<Row, ReadPosition>,
  plan: { appliedHere: string[]; unapplied: string[] },
  covered: ListPage['covered'],
): ListPage {
  const rows = read.items.map(({ value }) => value);
  const readable = rows.filter((row) => 'record' in row);
  const records = withOrdinals(readable.map(({ record }) => record));
  return {
    records,
    raws: () => readable.map(({ raw }) => raw()),
    next: read.next,
    partial: read.shortfall,
    covered,
    total: plan.appliedHere.length === 0 ? read.total : null,
    scanned: { rows: read.scanned, backTo: records.at(-1)?.happened ?? covered?.from ?? null },
    unreadable: rows.flatMap((row) => ('unreadable' in row ? [row.unreadable] : [])),
    appliedHere: plan.appliedHere,
    unapplied: plan.unapplied,
  };
}

/** Two different records under one key are both kept. */
function withOrdinals(records: SourceRecord[]): SourceRecord[] {
  const seen = new Map<string, number>();
  return records.map((record) => {
    const ordinal = seen.get(record.uid) ?? 0;
    seen.set(record.uid, ordinal + 1);
    return ordinal === 0 ? record : { ...record, uid: `${record.uid}#${ordinal}` };
  });
}

/** A record that does not parse, as an item of its list. @param raw its text as the vendor sent it */
export function unreadableItem(raw: string, reason: string): PagedItem<Row> {
  const unreadable = { reason, raw: raw.slice(0, unreadableCharsMax), bytes: Buffer.byteLength(raw) };
  return { key: `unreadable-${hashKey(raw)}`, at: null, value: { unreadable } };
}
