import type { SourceCode } from '@watchfloor/contract';
import type { CallContext } from '../connector.ts';
import { ConnectorError } from '../errors.ts';
import type { PagedItem } from '../paging/page.ts';
import { type FetchWindow, overlap, windowSize } from '../paging/window.ts';
import { type EventPage, type EventRow, fetchEvents, limitMax } from './page.ts';
import { toStartDate } from './times.ts';

export interface Span {
  params: readonly (readonly [string, string])[];
  /** Epoch ms, both inclusive. The vendor knows the lower bound alone, and to the second. */
  from: number;
  to: number;
  /** Rows to aim for in one call. */
  rows: number;
}

/** What reading in windows found out beside the rows. */
export interface Findings {
  /** Time of the last row that was looked at. */
  reached: number | null;
  shortfall: { code: SourceCode; message: string } | null;
  /** Rows in all, as the vendor last said; what a read from the end counts from. */
  total: number | null;
}

export type ToItem<Value> = (row: EventRow) => PagedItem<Value>;

/** An answer that goes on being shorter than announced ends the read after so many calls. */
const shortCallsMax = 6;
const totalMovesMax = 4;
/** How many rows may arrive between the count and the read that goes by it. */
const slack = 20;

/**
 * Windows of the vendor's list, newest first. Offset and limit are free, so a window begins where it is asked to.
 * @param findings is written to
 */
export function newestFirst<Value>(
  span: Span,
  toItem: ToItem<Value>,
  findings: Findings,
  context: CallContext,
): FetchWindow<Value> {
  const params = [...span.params, ['start_date', toStartDate(span.from)] as const];
  return async (start, ahead) => {
    const limit = Math.min(limitMax, Math.max(ahead, windowSize, span.rows + overlap));
    const page = await fetchWhole(params, start, limit, findings, context);
    noteOrder(page.rows, findings);
    findings.reached = page.rows.findLast(({ happened }) => happened !== null)?.happened ?? findings.reached;
    findings.total = page.total ?? null;
    return { items: page.rows.map(toItem), offset: start, last: !page.more, total: page.total ?? null };
  };
}

/**
 * The same list from its end: the vendor cannot sort the other way, but says how many rows there are. Seen from the end,
 * what arrives in front moves nothing.
 * @param findings `total` is read where it is known, and written to
 */
export function oldestFirst<Value>(
  span: Span,
  toItem: ToItem<Value>,
  findings: Findings,
  context: CallContext,
): FetchWindow<Value> {
  const params = [...span.params, ['start_date', toStartDate(span.from)] as const];
  return async (start, ahead) => {
    let total = findings.total ?? (await count(params, context));
    for (let moves = 1; ; moves += 1) {
      const limit = Math.min(limitMax - slack, Math.max(ahead, windowSize, span.rows + overlap));
      const offset = Math.max(0, total - start - limit);
      const page = await fetchWhole(params, offset, Math.max(0, total - start - offset) + slack, findings, context);
      const place = totalOf(page) - offset - page.rows.length;
      total = totalOf(page);
      findings.total = total;
      // Rows arrived since they were counted: what was asked for lies further back in the vendor's list.
      if (place > start && moves < totalMovesMax && findings.shortfall === null) continue;
      const ordered = noteOrder(page.rows, findings);
      const rows = page.rows.toReversed();
      const passed = ordered ? rows.findIndex(({ happened }) => happened !== null && happened > span.to) : -1;
      const kept = passed === -1 ? rows : rows.slice(0, passed);
      findings.reached = kept.findLast(({ happened }) => happened !== null)?.happened ?? findings.reached;
      return { items: kept.map(toItem), offset: Math.max(0, place), last: offset === 0 || passed !== -1, total };
    }
  };
}

/** How many events match. @throws ConnectorError */
export async function count(params: readonly (readonly [string, string])[], context: CallContext): Promise<number> {
  return totalOf(await fetchEvents(params, 0, 1, context));
}

function totalOf({ total }: EventPage): number {
  if (total !== undefined) return total;
  throw new ConnectorError(
    'bad_response',
    'It did not say how many events there are, and only that leads to the oldest.',
  );
}

/** Asks again behind what came where an answer holds fewer rows than it has. */
async function fetchWhole(
  params: readonly (readonly [string, string])[],
  offset: number,
  limit: number,
  findings: Findings,
  context: CallContext,
): Promise<EventPage> {
  const page = await fetchEvents(params, offset, limit, context);
  for (let calls = 1; page.more && page.rows.length < limit; calls += 1) {
    const rest = await fetchEvents(params, offset + page.rows.length, limit, context);
    const known = new Set(page.rows.map(toRowKey));
    // A list that grew in front meanwhile gives rows a second time.
    page.rows.push(...rest.rows.filter((row) => !known.has(toRowKey(row))));
    page.more = rest.more;
    page.total = rest.total;
    if (rest.rows.length > 0 && calls < shortCallsMax) continue;
    if (rest.rows.length > 0 && page.rows.length > 2 * overlap) break;
    findings.shortfall = {
      code: 'bad_response',
      message: `It announced ${page.total ?? 'more'} rows and sent none from row ${offset + page.rows.length} on.`,
    };
    page.more = false;
  }
  return page;
}

/** What tells rows apart for paging. */
export function toRowKey({ key, ordinal }: EventRow): string {
  return ordinal === 0 ? key : `${key}#${ordinal}`;
}

/** Newest first is the vendor's only order; rows that break it are told, since ends of a range are found by it. */
function noteOrder(rows: readonly EventRow[], findings: Findings): boolean {
  let previous = Number.POSITIVE_INFINITY;
  for (const { happened } of rows) {
    if (happened === null) continue;
    const second = Math.floor(happened / 1_000);
    if (second > previous) {
      findings.shortfall = { code: 'order_ignored', message: 'It did not sort its rows by time; some may be missing.' };
      return false;
    }
    previous = second;
  }
  return true;
}
