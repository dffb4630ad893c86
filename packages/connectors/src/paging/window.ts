import { type FetchNumbered, type PagedItem, samePage, type VendorPage } from './page.ts';

export interface Window<Value> extends VendorPage<Value> {
  /** Where the window's first item stands in the vendor's list. */
  offset: number;
  /** True where the window was put together from pages between which the list may have shifted. */
  torn?: boolean;
}

/**
 * Reads a window that begins at or before `start` and reaches at least `ahead` (up to 100) items beyond it, unless the
 * list ends there. How a list is cut into calls is known here alone.
 */
export type FetchWindow<Value> = (start: number, ahead: number) => Promise<Window<Value>>;

export const windowSize = 100;
const sizeMin = 60;

/** Windows of a vendor that pages by number. */
export function toWindows<Value>(fetch: FetchNumbered<Value>): FetchWindow<Value> {
  return (start, ahead) => fetchWindow(fetch, start, ahead);
}

/**
 * Reads a window that begins at or before `start` and reaches at least `ahead` (up to 60) items beyond it, in one
 * call. Vendors that page by number cut the list at multiples of the size, and a cut must not fall where two reads are
 * joined; the size is chosen so that it does not.
 */
export async function fetchWindow<Value>(
  fetch: FetchNumbered<Value>,
  start: number,
  ahead: number,
): Promise<Window<Value>> {
  const wanted = Math.max(0, start);
  if (fetch.fixedSize !== undefined) return fetchFixed(fetch, fetch.fixedSize, wanted, ahead);
  let best = { page: 0, size: windowSize, reach: -1 };
  for (let size = windowSize; size >= sizeMin && best.reach < ahead; size -= 1) {
    const page = Math.floor(wanted / size);
    const reach = (page + 1) * size - wanted;
    if (reach > best.reach) best = { page, size, reach };
  }
  const page = await fetch(best.page, best.size);
  return { ...page, offset: best.page * best.size };
}

const fixedReadsMax = 4;
/** Windows in a row without a new row: so many rows hardly arrive between two calls; one page for ever looks like this. */
export const fruitlessMax = 3;

/**
 * As `fetchWindow`, for a vendor whose pages have one size. Where a cut falls too near behind the start, the page before
 * it and the page behind it are read as one: the first is read again until it is the same before and after the second.
 */
async function fetchFixed<Value>(
  fetch: FetchNumbered<Value>,
  size: number,
  start: number,
  ahead: number,
): Promise<Window<Value>> {
  const number = Math.floor(start / size);
  const offset = number * size;
  let first = await fetch(number, size);
  if (first.last || offset + size - start >= ahead) return { ...first, offset };
  for (let reads = 1; ; reads += 1) {
    const second = await fetch(number + 1, size);
    if (first.items.length > 0 && sameKeys(first.items, second.items)) throw samePage();
    const again = await fetch(number, size);
    const torn = !sameKeys(first.items, again.items);
    if (again.last) return { ...again, offset };
    if (!torn || reads === fixedReadsMax) {
      const known = new Set(torn ? again.items.map(({ key }) => key) : []);
      const items = [...again.items, ...second.items.filter(({ key }) => !known.has(key))];
      return { ...second, items, offset, torn };
    }
    first = again;
  }
}

function sameKeys(a: readonly PagedItem<unknown>[], b: readonly PagedItem<unknown>[]): boolean {
  return a.length === b.length && a.every(({ key }, index) => key === b[index]?.key);
}

/** How many known items a joining read begins before the first unknown one. */
export const overlap = 20;
const ahead = 40;
/** How far the list may have shifted between two reads before the join is given up. */
const shiftWindowsMax = 4;

export interface Joined<Value> {
  /** What follows the last known item. */
  items: PagedItem<Value>[];
  /** Where the first of `items` stands. */
  offset: number;
  last: boolean;
  total: number | null;
  /** False when none of the known items was found again: something may have been missed between. */
  proven: boolean;
}

/**
 * Reads on behind what is known of a list that shifts while it is read: the read overlaps with the known items, and
 * what follows the last known one that is still there is what comes next.
 * @param end offset behind the last known item when it was read
 * @param known tells how near the end of the known items one stands: 0 for the last, 1 for the one before, and
 *   undefined for all others
 */
export async function readOn<Value>(
  fetch: FetchWindow<Value>,
  end: number,
  known: (item: PagedItem<Value>) => number | undefined,
): Promise<Joined<Value>> {
  const join = (window: Window<Value>): Joined<Value> | undefined => {
    let anchor = -1;
    let nearest = Number.POSITIVE_INFINITY;
    for (const [index, item] of window.items.entries()) {
      const distance = known(item);
      if (distance !== undefined && distance <= nearest) {
        nearest = distance;
        anchor = index;
      }
    }
    if (anchor === -1) return undefined;
    const items = window.items.slice(anchor + 1).filter((item) => known(item) === undefined);
    return { ...window, items, offset: window.offset + anchor + 1, proven: !window.torn };
  };

  const first = await fetch(Math.max(0, end - overlap), ahead + overlap);
  const joined = join(first);
  if (joined) return joined;
  // Removals pull the list inwards, so the known items stand further in front; inserts push them outwards.
  for (let step = 1; step <= shiftWindowsMax; step += 1) {
    const before = first.offset - step * (windowSize - overlap);
    if (before > -windowSize) {
      const found = join(await fetch(Math.max(0, before), windowSize));
      if (found) return found;
    }
    const after = join(await fetch(end + step * (windowSize - overlap), ahead));
    if (after) return after;
  }
  return { ...first, proven: false };
}
