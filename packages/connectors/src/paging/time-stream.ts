import { type FetchNumbered, OrderIgnored, type PagedItem } from './page.ts';
import type { TimeAxis } from './time-axis.ts';
import { fetchWindow, overlap, readOn, windowSize } from './window.ts';

export interface Stream<Value> {
  at: (range: { from: number; to: number }) => FetchNumbered<Value>;
  /** Not null once the vendor was seen to ignore the bound: about where in the whole list the bound stands. */
  offset: number | null;
}

export interface StreamRead<Value> {
  /** At or below the bound, in order. */
  items: PagedItem<Value>[];
  last: boolean;
  total: number | null;
  proven: boolean;
}

/** Windows joined in one read of a stream: beyond it the list does not settle. */
const windowsMax = 200;

/**
 * Reads a stream from the bound on until `enough`, or to its end.
 * @throws OrderIgnored
 */
export async function readStream<Value>(
  stream: Stream<Value>,
  axis: TimeAxis,
  bound: number,
  enough: (items: PagedItem<Value>[]) => boolean,
): Promise<StreamRead<Value>> {
  const fetch = stream.at(axis.interval(bound, axis.end));
  let { items, last, total, offset } = await readHead(stream, fetch, axis, bound);
  let proven = true;
  for (let windows = 1; !last && !enough(within(items, axis, bound).items) && windows < windowsMax; windows += 1) {
    const rank = new Map(items.slice(-overlap).map(({ key }, index, tail) => [key, tail.length - 1 - index]));
    const next = await readOn(fetch, offset + items.length, ({ key }) => rank.get(key));
    offset = next.offset - items.length;
    proven &&= next.proven;
    items = [...items, ...next.items];
    last = next.last;
  }
  if (proven) assertOrder(items, axis);
  if (!last && !items.some(({ at }) => at !== null)) proven = false;
  const kept = within(items, axis, bound);
  if (stream.offset !== null) stream.offset = offset + items.length - overlap;
  return { items: kept.items, last: last || kept.passedEnd, total: stream.offset === null ? total : null, proven };
}

async function readHead<Value>(stream: Stream<Value>, fetch: FetchNumbered<Value>, axis: TimeAxis, bound: number) {
  if (stream.offset === null) {
    const page = await fetch(0, windowSize);
    if (!page.items.some((item) => item.at !== null && axis.span(item.at).low > bound)) return { ...page, offset: 0 };
    stream.offset = 0;
  }
  return seek(fetch, axis, bound, stream.offset);
}

const seeksMax = 40;

/** Finds the bound in a list whose vendor ignores it: by halving, from a guess. */
async function seek<Value>(fetch: FetchNumbered<Value>, axis: TimeAxis, bound: number, guess: number) {
  let nearest = 0;
  let furthest = Number.POSITIVE_INFINITY;
  let start = Math.max(0, guess - overlap);
  let stride = windowSize;
  for (let count = 0; ; count += 1) {
    const window = await fetchWindow(fetch, start, overlap);
    const dated = window.items.filter((item) => item.at !== null);
    const first = dated[0]?.at;
    const final = dated.at(-1)?.at;
    const beginsBelow = window.offset > 0 && (first === undefined || first === null || axis.span(first).low <= bound);
    const endsAbove = !window.last && final !== undefined && final !== null && axis.span(final).low > bound;
    if ((!beginsBelow && !endsAbove) || count === seeksMax) return window;
    if (beginsBelow) {
      furthest = Math.min(furthest, window.offset);
      start = nearest > 0 ? Math.floor((nearest + furthest) / 2) : Math.max(0, window.offset - stride);
      // The list moves while one looks; a bracket that has closed without a find is opened again.
      if (furthest - nearest <= overlap) nearest = 0;
    } else {
      nearest = Math.max(nearest, window.offset + 1);
      start =
        furthest < Number.POSITIVE_INFINITY
          ? Math.floor((nearest + furthest) / 2)
          : window.offset + Math.max(stride, window.items.length - overlap);
      if (furthest - nearest <= overlap) furthest = Number.POSITIVE_INFINITY;
    }
    stride *= 2;
  }
}

/** What lies at or below the bound and not below the end; undated items stay with their place. */
function within<Value>(
  items: readonly PagedItem<Value>[],
  axis: TimeAxis,
  bound: number,
): { items: PagedItem<Value>[]; passedEnd: boolean } {
  const lastAbove = items.findLastIndex(({ at }) => at !== null && axis.span(at).low > bound);
  const below = items.slice(lastAbove + 1);
  const firstPast = below.findIndex(({ at }) => at !== null && axis.span(at).high < axis.end);
  return firstPast === -1 ? { items: below, passedEnd: false } : { items: below.slice(0, firstPast), passedEnd: true };
}

function assertOrder(items: readonly PagedItem<unknown>[], axis: TimeAxis): void {
  let previous = Number.POSITIVE_INFINITY;
  for (const { at } of items) {
    if (at === null) continue;
    const { low } = axis.span(at);
    if (low > previous) throw new OrderIgnored('The rows are not in the order that was asked.');
    previous = low;
  }
}
