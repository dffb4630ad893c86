import { isConnectorError } from '../errors.ts';
import { hashKey } from './key-hash.ts';
import { type FetchNumbered, type ReadResult, type ReadTask, type Shortfall, samePage } from './page.ts';
import { type FetchWindow, fruitlessMax, readOn, toWindows, windowSize } from './window.ts';

/** Where a read by number stands: the offset behind the last item, and what the last items were, nearest first. */
export interface OffsetPosition {
  readonly [key: string]: unknown;
  offset: number;
  tail: string[];
  /** Windows in a row that held nothing new. */
  fruitless?: number;
}

const tailMax = 16;

const orderMayShift: Shortfall = {
  code: 'order_may_shift',
  message: 'The list changed so much while it was read that rows between two pages may be missing.',
};

/** As `readByWindow`, for vendors that page by number. */
export function readByOffset<Value>(
  fetch: FetchNumbered<Value>,
  position: OffsetPosition | null,
  task: ReadTask<Value>,
): Promise<ReadResult<Value, OffsetPosition>> {
  return readByWindow(toWindows(fetch), position, task);
}

/**
 * Reads a list by offset, each read overlapping with the one before. For orders in which rows have no time to page by;
 * inserts and removals are survived as long as one of the last items is still there.
 * @param position an empty tail begins at its offset, without a join
 * @throws what `fetch` throws, where nothing was read before
 */
export async function readByWindow<Value>(
  fetch: FetchWindow<Value>,
  position: OffsetPosition | null,
  task: ReadTask<Value>,
): Promise<ReadResult<Value, OffsetPosition>> {
  const result: ReadResult<Value, OffsetPosition> = {
    items: [],
    next: position,
    shortfall: null,
    total: null,
    scanned: 0,
  };
  let at: OffsetPosition = position ?? { offset: 0, tail: [] };
  do {
    const read = await readNext(fetch, at).catch((error: unknown) => {
      // What was read before stays an answer; the next page asks again from where this one ended.
      if (result.next === position || !isConnectorError(error)) throw error;
      result.shortfall = { code: error.kind, message: error.message };
    });
    if (!read) return result;
    if (!read.proven) result.shortfall = orderMayShift;
    if (at.tail.length === 0) result.total = read.total;
    const fresh = withoutRepeats(read.items);
    result.items.push(...fresh.filter(({ value }) => task.accept(value)));
    result.scanned += fresh.length;
    const fruitless = fresh.length === 0 && !read.last ? (at.fruitless ?? 0) + 1 : 0;
    if (fruitless > fruitlessMax) throw samePage();
    at = {
      ...(fruitless > 0 ? { fruitless } : {}),
      offset: read.offset + read.items.length,
      tail: [
        ...fresh
          .slice(-tailMax)
          .toReversed()
          .map(({ key }) => hashKey(key)),
        ...at.tail,
      ].slice(0, tailMax),
    };
    if (read.last) return { ...result, next: null };
    result.next = at;
  } while (result.items.length < task.rows && task.mayAsk());
  return result;
}

async function readNext<Value>(fetch: FetchWindow<Value>, { offset, tail }: OffsetPosition) {
  if (tail.length === 0) return { ...(await fetch(offset, windowSize)), proven: true };
  const rank = new Map(tail.map((hash, index) => [hash, index]));
  return readOn(fetch, offset, (item) => rank.get(hashKey(item.key)));
}

function withoutRepeats<Item extends { key: string }>(items: readonly Item[]): Item[] {
  const seen = new Set<string>();
  return items.filter(({ key }) => !seen.has(key) && seen.add(key));
}
