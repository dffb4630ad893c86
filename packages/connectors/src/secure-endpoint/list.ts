import type { SourceRecord } from '@watchfloor/contract';
import type { CallContext, ListPage, ListQuestion, ReadPosition } from '../connector.ts';
import { type FilterDefinition, planFilters } from '../filter-plan.ts';
import { createReadTask, type Row, toListPage, unreadableItem } from '../list-page.ts';
import type { PagedItem } from '../paging/page.ts';
import { type OffsetPosition, readByWindow } from '../paging/read-by-offset.ts';
import { createRecordFilter } from '../record-filter.ts';
import { type EventRow, limitMax } from './page.ts';
import { toStartDate } from './times.ts';
import { count, type Findings, newestFirst, oldestFirst, toRowKey } from './windows.ts';
import type { WireEvent } from './wire.ts';

/** Where a read stands between two pages. */
interface EventPosition extends ReadPosition {
  read: OffsetPosition;
  /** Epoch ms: what lies beyond was given out. */
  bound: number;
  /** What an oldest-first read counts from. */
  total: number | null;
}

/** A range that ends nearer to now than this has few rows in front of it: read newest first, they are just dropped. */
const recentMs = 60_000;

/**
 * Reads a page of events. The vendor takes a lower bound alone; rows above the upper one are passed over by their
 * number, which the vendor tells for a later lower bound.
 * @throws ConnectorError
 */
export async function listEvents(
  filters: readonly FilterDefinition[],
  toRecord: (wire: WireEvent, key: string) => SourceRecord,
  question: ListQuestion,
  given: ReadPosition | null,
  context: CallContext,
): Promise<ListPage> {
  const position = given as EventPosition | null;
  const plan = planFilters(filters, question.filters, { singleStream: true });
  const matches = createRecordFilter(plan.rules);
  const { task, called } = createReadTask(
    question,
    context,
    (record) => matches(record) && inRange(record.happened, question),
  );
  const counting: CallContext = {
    ...context,
    onAsked: (asked) => {
      called();
      context.onAsked(asked);
    },
  };
  const params = plan.streams[0] ?? [];
  // Where rows are dropped here, a call that brings as many as it can is cheaper than several.
  const rows = plan.appliedHere.length > 0 ? limitMax : question.rows;
  const span = { params, from: question.from, to: question.to, rows };
  const findings: Findings = { reached: null, shortfall: null, total: position?.total ?? null };
  let newer = 0;
  const toItem = (row: EventRow): PagedItem<Row> => {
    if (row.happened !== null && row.happened > question.to) newer += 1;
    return toRow(row, toRecord);
  };

  const backwards = question.order === 'time-asc';
  const countFrom = context.now() - (backwards ? 0 : recentMs);
  const skipped = position === null && question.to < countFrom ? await countNewer() : undefined;
  const begin: OffsetPosition = { offset: backwards ? 0 : (skipped ?? 0), tail: [] };
  const windows = (backwards ? oldestFirst : newestFirst)(span, toItem, findings, counting);
  const read = await readByWindow(windows, position?.read ?? begin, task);

  const bound = position?.bound ?? (backwards ? question.from : question.to);
  const reached = findings.reached === null ? bound : beyond(findings.reached, backwards, bound);
  const shortfall = findings.shortfall ?? read.shortfall;
  const whole = shortfall === null;
  const page = toListPage(
    { ...read, shortfall, total: read.total === null ? null : Math.max(0, read.total - (skipped ?? newer)) },
    plan,
    whole ? coveredBy(bound, read.next === null ? (backwards ? question.to : question.from) : reached) : null,
  );
  return {
    ...page,
    next: read.next && ({ read: read.next, bound: reached, total: findings.total } satisfies EventPosition),
  };

  function countNewer(): Promise<number> {
    const nextSecond = (Math.floor(question.to / 1_000) + 1) * 1_000;
    return count([...params, ['start_date', toStartDate(nextSecond)]], counting);
  }
}

/** The second of the last row may go on behind it. Never nearer to the beginning than the bound before. */
function beyond(at: number, backwards: boolean, bound: number): number {
  const second = Math.floor(at / 1_000) * 1_000;
  return backwards ? Math.max(bound, second - 1) : Math.min(bound, second + 1_000);
}

function coveredBy(a: number, b: number): { from: number; to: number } | null {
  return a === b ? null : { from: Math.min(a, b), to: Math.max(a, b) };
}

/** A record whose time the vendor does not print stays. */
function inRange(happened: number | null, { from, to }: { from: number; to: number }): boolean {
  return happened === null || (happened >= from && happened <= to);
}

function toRow(row: EventRow, toRecord: (wire: WireEvent, key: string) => SourceRecord): PagedItem<Row> {
  if (!row.wire) return unreadableItem(row.raw(), 'It is not an object.');
  const record = toRecord(row.wire, row.key);
  if (row.ordinal > 0) record.uid = `${record.uid}#${row.ordinal}`;
  return { key: toRowKey(row), at: row.happened, value: { record, raw: row.raw } };
}
