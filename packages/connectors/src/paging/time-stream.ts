import { type FetchNumbered, OrderIgnored, type PagedItem, samePage } from './page.ts';
import type { TimeAxis } from './time-axis.ts';
import { fetchWindow, fruitlessMax, overlap, readOn, toWindows, type Window, windowSize } from './window.ts';

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
  const head = await readHead(stream, fetch, axis, bound);
  let { items, last, total, offset } = head;
  let proven = head.torn !== true;
  let fruitless = 0;
  for (let windows = 1; !last && !enough(within(items, axis, bound).items) && windows < windowsMax; windows += 1) {
    const rank = new Map(items.slice(-overlap).map(({ key }, index, tail) => [key, tail.length - 1 - index]));
    const next = await readOn(toWindows(fetch), offset + items.length, ({ key }) => rank.get(key));
    fruitless = next.items.length === 0 && !next.last ? fruitless + 1 : 0;
    if (fruitless > fruitlessMax) throw samePage();
    offset = next.offset - items.length;
    proven &&= next.proven;
    items = [...items, ...next.items];
    last = next.last;
  }
  if (proven) assertOrder(items, axis);
  if (!last && !items.some(({ at }) => at !== null)) proven = false;
  const kept = within(items, axis, bound);
  if (stream.offset !== null) stream.offset = Math.max(0, offset + items.length - overlap);
  return { items: kept.items, last: last || kept.passedEnd, total: stream.offset === null ? total : null, proven };
}

async function readHead<Value>(
  stream: Stream<Value>,
  fetch: FetchNumbered<Value>,
  axis: TimeAxis,
  bound: number,
): Promise<Window<Value>> {
  if (stream.offset === null) {
    const page = await fetch(0, windowSize);
    if (!page.items.some((item) => item.at !== null && axis.span(item.at).low > bound)) return { ...page, offset: 0 };
    stream.offset = 0;
  }
  return seek(fetch, axis, bound, stream.offset);
}

const seeksMax = 40;
/** A window with fewer rows below the bound would not carry a step far. */
const belowMin = 30;
const ahead = 60;

/** Finds the bound in a list whose vendor ignores it: near the guess, else by doubling strides and halving. */
async function seek<Value>(
  fetch: FetchNumbered<Value>,
  axis: TimeAxis,
  bound: number,
  guess: number,
): Promise<Window<Value>> {
  // Rows before `above` lie above the bound, rows from `below` on do not, as far as was seen.
  let above = 0;
  let below = Number.POSITIVE_INFINITY;
  let start = Math.max(0, guess);
  let stride = 0;
  const seen = new Map<string, number>();
  for (let count = 1; ; count += 1) {
    const window = await fetchWindow(fetch, start, ahead);
    refuseRepeat(window, seen);
    const place = placeOf(window, axis, bound);
    if (place === 'around') return widen(fetch, axis, bound, window);
    // Nowhere found: what lies between the bound and this window is not known.
    if (count === seeksMax) return { ...window, torn: true };
    if (place === 'below') {
      below = window.offset;
      start = above > 0 ? Math.floor((above + below) / 2) : below - stride - ahead;
    } else {
      above = window.offset + window.items.length - 1;
      start = below === Number.POSITIVE_INFINITY ? above - overlap + stride : Math.floor((above + below) / 2);
    }
    start = Math.max(0, start - (below === Number.POSITIVE_INFINITY ? 0 : belowMin));
    stride = stride === 0 ? windowSize : stride * 2;
    // The list moves while one looks; a bracket that has closed without a find is opened again.
    if (below - above <= overlap) [above, below] = [0, Number.POSITIVE_INFINITY];
  }
}

/** @throws ConnectorError where one page comes for different ones: there is nothing to be found, however long one looks */
function refuseRepeat({ items, offset }: Window<unknown>, seen: Map<string, number>): void {
  if (items.length === 0) return;
  const content = items.map(({ key }) => key).join('\n');
  if ((seen.get(content) ?? offset) !== offset) {
    throw samePage();
  }
  seen.set(content, offset);
}

/** Where a window lies: wholly above the bound, wholly below it, or around it. */
function placeOf(window: Window<unknown>, axis: TimeAxis, bound: number): 'above' | 'below' | 'around' {
  const dated = window.items.flatMap(({ at }) => (at === null ? [] : [at]));
  const [first] = dated;
  const final = dated.at(-1);
  if (window.offset > 0 && (first === undefined || axis.span(first).low <= bound)) return 'below';
  return !window.last && final !== undefined && axis.span(final).low > bound ? 'above' : 'around';
}

/** Where too little of a window lies below the bound, the one that begins just before the bound is read instead. */
async function widen<Value>(
  fetch: FetchNumbered<Value>,
  axis: TimeAxis,
  bound: number,
  window: Window<Value>,
): Promise<Window<Value>> {
  const lastAbove = window.items.findLastIndex(({ at }) => at !== null && axis.span(at).low > bound);
  if (window.last || window.items.length - lastAbove > belowMin) return window;
  const wider = await fetchWindow(fetch, window.offset + lastAbove - overlap, ahead);
  return placeOf(wider, axis, bound) === 'around' ? wider : window;
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
