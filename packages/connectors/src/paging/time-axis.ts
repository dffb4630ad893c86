import type { PagedItem } from './page.ts';

/**
 * Time as a read goes through it: larger values come first, whichever way the list runs. For newest first it is epoch
 * ms itself, for oldest first its negative.
 */
export interface TimeAxis {
  /** Where the read begins and ends, both inclusive. */
  start: number;
  end: number;
  /** The span that a printed time stands for: vendors print seconds, and mean any moment within. */
  span(at: number): { low: number; high: number };
  /** The stretch from `first` down to `last` as epoch ms. */
  interval(first: number, last: number): { from: number; to: number };
}

/** @param unitMs the vendor's printed unit: 1 for milliseconds, 1000 for seconds */
export function createTimeAxis(
  order: 'newest-first' | 'oldest-first',
  range: { from: number; to: number },
  unitMs: number,
): TimeAxis {
  if (order === 'newest-first') {
    return {
      start: range.to,
      end: range.from,
      span: (at) => ({ low: at, high: at + unitMs - 1 }),
      interval: (first, last) => ({ from: last, to: first }),
    };
  }
  return {
    start: -range.from,
    end: -range.to,
    span: (at) => ({ low: -(at + unitMs - 1), high: -at }),
    interval: (first, last) => ({ from: -first, to: -last }),
  };
}

/** An item with the stretch of the axis in which it must stand. */
export interface Placed<Value> extends PagedItem<Value> {
  dated: boolean;
  low: number;
  high: number;
}

/**
 * Places a stream's items. A dated one stands at its time; an undated one somewhere between its dated neighbours,
 * since the vendor sorts by a time that it knows and does not print.
 */
export function place<Value>(
  items: readonly PagedItem<Value>[],
  axis: TimeAxis,
  bound: number,
  last: boolean,
): Placed<Value>[] {
  const placed: Placed<Value>[] = [];
  let high = bound;
  for (const item of items) {
    const span = item.at === null ? undefined : axis.span(item.at);
    if (span) high = span.high;
    placed.push({ ...item, dated: span !== undefined, low: span?.low ?? Number.NEGATIVE_INFINITY, high });
  }
  let low = last ? axis.end : Number.NEGATIVE_INFINITY;
  for (const item of placed.toReversed()) {
    if (item.dated) low = item.low;
    else item.low = low;
  }
  return placed;
}
