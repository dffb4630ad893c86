import type { SourceRecord } from '@watchfloor/contract';
import type * as z from 'zod';
import type { CallContext, ListPage, ListQuestion, ReadPosition } from '../connector.ts';
import { ConnectorError } from '../errors.ts';
import { type FilterDefinition, planFilters } from '../filter-plan.ts';
import { createReadTask, type Row, toListPage, unreadableItem } from '../list-page.ts';
import { createElementTexts, type Slice, sliceMembers } from '../outbound/lossless-json.ts';
import { hashKey } from '../paging/key-hash.ts';
import { type FetchNumbered, OrderIgnored, type PagedItem } from '../paging/page.ts';
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
  const { task, called } = createReadTask(question, context, (record) => matches(record) && inRange(record, question));

  const fetch =
    (stream: readonly [string, string][], sort: string) =>
    (range: { from: number; to: number }): FetchNumbered<Row> =>
    async (page, size) => {
      called();
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
        deadlineAt: context.deadlineAt,
        onAsked: context.onAsked,
        countRows: (json) => rowsOf(json)?.length ?? null,
      });
      return readPage(list, answer, size);
    };

  const sortField = `timestamp_${list.timeSpelling}`;
  if (!inTimeOrder) {
    const byPriority = fetch(plan.streams[0] ?? [], 'priority,desc')(question);
    return toListPage(await readByOffset(byPriority, position as OffsetPosition | null, task), plan, null);
  }
  const oldestFirst = question.order === 'time-asc';
  const sort = `${sortField},${oldestFirst ? 'asc' : 'desc'}`;
  if (isUnordered(position)) return readUnordered(position.range, position.unordered);
  const axis = createTimeAxis(oldestFirst ? 'oldest-first' : 'newest-first', question, 1);
  const at = position as TimePosition | null;
  try {
    const streams = plan.streams.map((stream) => fetch(stream, sort));
    const read = await readByTime({ streams, axis }, at, task);
    return toListPage(read, plan, read.covered);
  } catch (error) {
    if (!(error instanceof OrderIgnored)) throw error;
    // What lies beyond the bound was given out; the rest is read in the vendor's own order.
    return readUnordered(axis.interval(at?.bound ?? axis.start, axis.end), null);
  }

  async function readUnordered(range: Range, from: OffsetPosition | null): Promise<ListPage> {
    const within = {
      ...task,
      accept: (row: Row) => task.accept(row) && ('unreadable' in row || inRange(row.record, range)),
    };
    const read = await readByOffset(
      fetch(plan.streams.length === 1 ? (plan.streams[0] ?? []) : [], sort)(range),
      from,
      within,
    );
    return {
      ...toListPage(read, plan, null),
      next: read.next && { unordered: read.next, range },
      partial: {
        code: 'order_ignored',
        message: 'It did not sort its rows by time, so they are shown in its own order and some may come twice.',
      },
    };
  }
}

interface Range {
  from: number;
  to: number;
}

function isUnordered(position: ReadPosition | null): position is { unordered: OffsetPosition; range: Range } {
  return position !== null && 'unordered' in position;
}

/** The vendor's time filter is not reliable. A record whose time it does not print stays. */
function inRange({ happened, arrived }: SourceRecord, { from, to }: Range): boolean {
  const inside = (at: number | null) => at !== null && at >= from && at <= to;
  return happened === null || inside(happened) || inside(arrived);
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
  const texts = createElementTexts(answer.text, (whole) => findRows(answer.text, whole));
  const items = given.map((row, index): PagedItem<Row> => {
    const raw = () => texts(index) ?? '';
    const parsed = list.schema.safeParse(row);
    if (!parsed.success) return unreadableItem(raw(), 'It is not an object.');
    const occurred = readOccurred(parsed.data);
    const key = recordKey(parsed.data) ?? `no-id-${hashKey(JSON.stringify(row))}`;
    return { key, at: occurred, value: { record: list.toRecord(parsed.data, key), raw } };
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

/** Where `rowsOf` stands in the answer's text. */
function findRows(text: string, whole: Slice): Slice | undefined {
  const embedded = sliceMembers(text, whole).get('_embedded');
  return embedded && [...sliceMembers(text, embedded).values()].find(({ start }) => text[start] === '[');
}
