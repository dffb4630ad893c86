import type { CallContext, ListPage, ListQuestion, ReadPosition } from '../connector.ts';
import { isConnectorError } from '../errors.ts';
import { type FilterPlan, planFilters } from '../filter-plan.ts';
import { createReadTask, type Row, toListPage, unreadableItem } from '../list-page.ts';
import { hashKey } from '../paging/key-hash.ts';
import { type FetchNumbered, OrderIgnored, type PagedItem } from '../paging/page.ts';
import { type OffsetPosition, readByOffset } from '../paging/read-by-offset.ts';
import { readByTime, type TimePosition } from '../paging/read-by-time.ts';
import { createTimeAxis } from '../paging/time-axis.ts';
import { createRecordFilter } from '../record-filter.ts';
import { type RecordContext, toAlertRecord } from './alert.ts';
import { askAlerts, type GivenAlert, withAffected } from './ask.ts';
import { alertFilters } from './filters.ts';
import { readMoving } from './moving.ts';
import type { ScrollMemory } from './scroll-memory.ts';

/** KUMA's only page size. Fewer on a page say that it is the last. */
const pageSize = 250;
/** KUMA prints seconds, and means any moment within. */
const unitMs = 1_000;
/** A page with its assets and accounts has to be smaller; one without them always is. */
const withAffectedBytesMax = 16 * 1_048_576;
/** Beyond it, a year has five digits and RFC 3339 no way to say it. */
const latestMs = Date.UTC(9999, 11, 31);

/** It holds rows to the range that it is asked for; an answer that does not is one to another question. */
const otherRange: ListPage['partial'] = {
  code: 'bound_ignored',
  message: 'It sent rows from before the time it was asked for, so that some of those it was asked for may be missing.',
};

export type TimeField = 'firstSeen' | 'lastSeen';

interface Range {
  from: number;
  to: number;
}

/** Reads a page of alerts. @throws ConnectorError */
export async function listAlerts(
  question: ListQuestion,
  position: ReadPosition | null,
  context: CallContext,
  recordContext: RecordContext,
  memory: ScrollMemory,
): Promise<ListPage> {
  const plan = planFilters(alertFilters, question.filters, { singleStream: true });
  const matches = createRecordFilter(plan.rules);
  const { task, called } = createReadTask(question, context, matches);
  const field: TimeField = question.order === 'active-desc' ? 'lastSeen' : 'firstSeen';
  let lean = false;
  let outside = false;

  const fetchIn = (range: Range): FetchNumbered<Row> => {
    const fetch = async (page: number) => {
      called();
      const asked = [
        ['page', String(page + 1)],
        ['timestampField', field],
        ['from', toRfc3339(range.from)],
        ['to', toRfc3339(range.to)],
        ...(plan.streams[0] ?? []),
      ] as const;
      const given = await askAlerts([...asked, withAffected], context, withAffectedBytesMax).catch((error: unknown) => {
        if (!isConnectorError(error) || !error.tooLarge) throw error;
        lean = true;
        return askAlerts(asked, context);
      });
      const items = given.map((alert) => toItem(alert, field, recordContext));
      outside ||= items.some(({ at }) => at !== null && at < Math.floor(range.from / unitMs) * unitMs);
      return { items, last: items.length < pageSize, total: null };
    };
    return Object.assign(fetch, { fixedSize: pageSize });
  };

  const page = await read();
  return {
    ...page,
    partial:
      page.partial ??
      (outside ? otherRange : shortfallOf(lean, plan, question, position === null && page.scanned.rows === 0)),
  };

  async function read(): Promise<ListPage> {
    if (isUnordered(position)) return readUnordered(position.range, position.unordered);
    const axis = createTimeAxis('newest-first', question, unitMs);
    try {
      if (field === 'lastSeen') {
        const moving = await readMoving({ fetchIn, axis, question, context, memory }, position, task);
        const backTo = moving.items.at(-1)?.at ?? null;
        const listed = toListPage(moving, plan, null);
        return { ...listed, scanned: { ...listed.scanned, backTo } };
      }
      const result = await readByTime({ streams: [fetchIn], axis }, position as TimePosition | null, task);
      return toListPage(result, plan, result.covered);
    } catch (error) {
      if (!(error instanceof OrderIgnored)) throw error;
      const bound = position !== null && typeof position.bound === 'number' ? position.bound : axis.start;
      return readUnordered(axis.interval(bound, axis.end), null);
    }
  }

  async function readUnordered(range: Range, from: OffsetPosition | null): Promise<ListPage> {
    const result = await readByOffset(fetchIn(range), from, task);
    return {
      ...toListPage(result, plan, null),
      next: result.next && { unordered: result.next, range },
      partial: {
        code: 'order_ignored',
        message: 'It did not sort its rows by time, so they are shown in its own order and some may come twice.',
      },
    };
  }
}

function shortfallOf(lean: boolean, plan: FilterPlan, question: ListQuestion, empty: boolean): ListPage['partial'] {
  if (lean) {
    return {
      code: 'bad_response',
      message:
        'These alerts are too large to be listed with their assets and accounts: rows show no host or user, and filters by them miss some.',
    };
  }
  // A tenant without a role is left out in silence, so that an empty list proves nothing.
  if (empty && plan.streams[0]?.some(([name]) => name === 'tenantID')) {
    const count = question.filters.tenant?.include.length ?? 0;
    return {
      code: 'forbidden',
      message: `It showed nothing of ${count === 1 ? 'this tenant' : 'these tenants'}: there is nothing, or this token has no role there. It does not say which.`,
    };
  }
  return null;
}

function toItem({ wire, raw }: GivenAlert, field: TimeField, context: RecordContext): PagedItem<Row> {
  if (!wire) return unreadableItem(raw(), 'It is not an object.');
  const key = wire.id ?? `no-id-${hashKey(raw())}`;
  const record = toAlertRecord(wire, key, context);
  const at = field === 'firstSeen' ? record.happened : record.active;
  // Some rows print milliseconds and some do not: only whole seconds can be compared.
  return { key, at: at === null ? null : Math.floor(at / unitMs) * unitMs, value: { record, raw } };
}

/** The second documented form; the third, `Z` with an offset behind it, is not RFC 3339. */
function toRfc3339(at: number): string {
  return new Date(Math.min(latestMs, Math.max(0, at))).toISOString();
}

function isUnordered(position: ReadPosition | null): position is { unordered: OffsetPosition; range: Range } {
  return position !== null && 'unordered' in position;
}
