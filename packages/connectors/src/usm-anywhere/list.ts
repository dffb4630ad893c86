import type { SourceRecord, Unreadable } from '@watchfloor/contract';
import type * as z from 'zod';
import type { CallContext, ListPage, ListQuestion, ReadPosition } from '../connector.ts';
import { ConnectorError } from '../errors.ts';
import { type FilterDefinition, planFilters } from '../filter-plan.ts';
import { sliceElements, sliceMembers, wholeValue } from '../outbound/lossless-json.ts';
import { hashKey } from '../paging/key-hash.ts';
import { type FetchNumbered, OrderIgnored, type PagedItem, type ReadResult } from '../paging/page.ts';
import { type OffsetPosition, readByOffset } from '../paging/read-by-offset.ts';
import { readByTime, type TimePosition } from '../paging/read-by-time.ts';
import { createTimeAxis } from '../paging/time-axis.ts';
import { createRecordFilter } from '../record-filter.ts';
import { recordKey } from './key.ts';
import { readOccurred } from './times.ts';
import { envelopeSchema, type WireAlarm, type WireEnvelope, type WireEvent } from './wire.ts';

/** What tells one of the vendor's two lists from the other. */
export interface UsmList<Wire extends WireAlarm | WireEvent> {
  path: '/alarms' | '/events';
  schema: z.ZodType<Wire>;
  filters: readonly FilterDefinition[];
  timeSpelling: 'occured' | 'occurred';
  /** Sent with each question. */
  always: readonly (readonly [string, string])[];
  toRecord(wire: Wire, key: string): SourceRecord;
}

/** One row: a record, or what did not parse. */
type Row = { record: SourceRecord } | { unreadable: Unreadable };

/** How long one answer goes on asking when what it reads does not match, and in how many calls. */
const patienceMs = 1_500;
const callsMax = 20;
/** A page that is this full is given out: the last instant of a call waits for the next, so a call rarely fills it. */
const enoughShare = 0.75;
/** Left of the deadline, no further call is begun. */
const reserveMs = 2_000;
const unreadableCharsMax = 65_536;

/** Reads a page of alarms or events. @throws ConnectorError */
export async function listRecords<Wire extends WireAlarm | WireEvent>(
  list: UsmList<Wire>,
  question: ListQuestion,
  position: ReadPosition | null,
  context: CallContext,
): Promise<ListPage> {
  const inTimeOrder = question.order !== 'priority-desc';
  const plan = planFilters(list.filters, question.filters, { singleStream: !inTimeOrder });
  const matches = createRecordFilter(plan.rules);
  let calls = 0;
  const startedAt = context.now();

  const fetch =
    (stream: readonly [string, string][], sort: string) =>
    (range: { from: number; to: number }): FetchNumbered<Row> =>
    async (page, size) => {
      calls += 1;
      const answer = await context.client.get({
        path: list.path,
        params: [
          ['page', String(page)],
          ['size', String(size)],
          ['sort', sort],
          ...list.always,
          ...stream,
          [`timestamp_${list.timeSpelling}_gte`, String(range.from)],
          [`timestamp_${list.timeSpelling}_lte`, String(range.to)],
        ],
        signal: context.signal,
        onAsked: context.onAsked,
        countRows: (json) => rowsOf(json)?.length ?? null,
      });
      return readPage(list, answer, size);
    };

  const task = {
    rows: Math.ceil(question.rows * enoughShare),
    accept: (row: Row) => 'unreadable' in row || (matches(row.record) && inRange(row.record, question)),
    mayAsk: () => calls < callsMax && context.now() < Math.min(startedAt + patienceMs, context.deadlineAt - reserveMs),
  };
  const sortField = `timestamp_${list.timeSpelling}`;
  const byOffset = async (at: OffsetPosition | null, sort: string) =>
    readByOffset(fetch(plan.streams[0] ?? [], sort)(question), at, task);

  if (!inTimeOrder) {
    const read = await byOffset(position as OffsetPosition | null, 'priority,desc');
    return toListPage(read, plan, null);
  }
  if (position?.unordered)
    return unorderedPage(await byOffset(position.unordered as OffsetPosition, `${sortField},desc`));
  const oldestFirst = question.order === 'time-asc';
  const sort = `${sortField},${oldestFirst ? 'asc' : 'desc'}`;
  try {
    const streams = plan.streams.map((stream) => fetch(stream, sort));
    const axis = createTimeAxis(oldestFirst ? 'oldest-first' : 'newest-first', question, 1);
    const read = await readByTime({ streams, axis }, position as TimePosition | null, task);
    return toListPage(read, plan, read.covered);
  } catch (error) {
    if (!(error instanceof OrderIgnored)) throw error;
    return unorderedPage(await byOffset(null, sort));
  }

  function unorderedPage(read: ReadResult<Row, OffsetPosition>): ListPage {
    const page = toListPage(read, plan, null);
    return {
      ...page,
      next: read.next && { unordered: read.next },
      partial: {
        code: 'order_ignored',
        message: 'It did not sort its rows by time, so they are shown in its own order and some may come twice.',
      },
    };
  }
}

function toListPage(
  read: ReadResult<Row, ReadPosition>,
  plan: { appliedHere: string[]; unapplied: string[] },
  covered: ListPage['covered'],
): ListPage {
  const rows = read.items.map(({ value }) => value);
  const records = withOrdinals(rows.flatMap((row) => ('record' in row ? [row.record] : [])));
  return {
    records,
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

/** The vendor's time filter is not reliable. A record whose time it does not print stays. */
function inRange({ happened, arrived }: SourceRecord, { from, to }: ListQuestion): boolean {
  const inside = (at: number | null) => at !== null && at >= from && at <= to;
  return happened === null || inside(happened) || inside(arrived);
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

function readPage<Wire extends WireAlarm | WireEvent>(
  list: UsmList<Wire>,
  answer: { text: string; json: unknown },
  size: number,
) {
  const envelope = envelopeSchema.safeParse(answer.json);
  if (!envelope.success || (!envelope.data._embedded && !envelope.data.page && !envelope.data._links)) {
    throw new ConnectorError('bad_response', 'It answered with JSON that is not one of its lists. Check base_url.');
  }
  const given = rowsOf(answer.json) ?? [];
  const { number = 0, totalPages = 0 } = envelope.data.page ?? {};
  if (given.length === 0 && number < totalPages) {
    throw new ConnectorError('bad_response', 'It announced rows and sent none.', { retryable: true });
  }
  const items = given.map((row, index): PagedItem<Row> => {
    const parsed = list.schema.safeParse(row);
    if (!parsed.success) return unreadableItem(answer.text, index, 'It is not an object.');
    const occurred = readOccurred(parsed.data);
    const key = recordKey(parsed.data) ?? `no-id-${hashKey(JSON.stringify(row))}`;
    return { key, at: occurred, value: { record: list.toRecord(parsed.data, key) } };
  });
  return { items, last: !hasMore(envelope.data, items.length, size), total: envelope.data.page?.totalElements ?? null };
}

/** The array of a HAL list: events come under `events` or `eventResources`, and a third name would not surprise. */
function rowsOf(json: unknown): unknown[] | undefined {
  const embedded = typeof json === 'object' && json !== null ? (json as { _embedded?: unknown })._embedded : undefined;
  if (typeof embedded !== 'object' || embedded === null) return undefined;
  return Object.values(embedded).find(Array.isArray);
}

/** `next` is missing on the last page; some answers have page numbers alone, or neither. */
function hasMore({ _links, page }: WireEnvelope, rows: number, size: number): boolean {
  const byLink = _links ? 'next' in _links && _links.next !== null : undefined;
  const byNumber =
    page?.totalPages !== undefined && page.number !== undefined ? page.number + 1 < page.totalPages : undefined;
  if (byLink === undefined && byNumber === undefined) return rows >= size;
  return rows > 0 && (byLink === true || byNumber === true);
}

function unreadableItem(text: string, index: number, reason: string): PagedItem<Row> {
  const raw = sliceRow(text, index);
  const unreadable = { reason, raw: raw.slice(0, unreadableCharsMax), bytes: Buffer.byteLength(raw) };
  return { key: `unreadable-${hashKey(raw)}`, at: null, value: { unreadable } };
}

function sliceRow(text: string, index: number): string {
  const embedded = sliceMembers(text, wholeValue(text)).get('_embedded');
  const array = embedded && [...sliceMembers(text, embedded).values()].find(({ start }) => text[start] === '[');
  const slice = array && sliceElements(text, array)[index];
  return slice ? text.slice(slice.start, slice.end) : '';
}
