import { isConnectorError } from '../errors.ts';
import { hashChars, hashKey } from './key-hash.ts';
import type { FetchNumbered, PagedItem, ReadResult, ReadTask, Shortfall } from './page.ts';
import { type Placed, place, type TimeAxis } from './time-axis.ts';
import { readStream, type Stream, type StreamRead } from './time-stream.ts';

/** Where a read by time stands. */
export interface TimePosition {
  readonly [key: string]: unknown;
  /** On the axis: everything beyond it was given out. */
  bound: number;
  /** Undated items that were given out and may show up again at or below the bound: hash, and the lowest place. */
  seen?: string[];
  /** Per stream whose vendor ignores the bound: about where in the whole list the bound stands. */
  offsets?: (number | null)[];
}

export interface TimeRead<Value> {
  /**
   * One fetch per stream. Several streams are one list cut by a field that never changes (a vendor that takes one
   * value at a time); they are read side by side and merged.
   */
  streams: ((range: { from: number; to: number }) => FetchNumbered<Value>)[];
  axis: TimeAxis;
}

export type TimeResult<Value> = ReadResult<Value, TimePosition> & {
  /** The interval that was read whole, epoch ms. */
  covered: { from: number; to: number } | null;
};

/** Reads of one instant that spans pages, until two agree. */
const settleReadsMax = 6;
/** Undated items that a cursor remembers. */
const seenMax = 24;
/** Reads, each deeper, for an edge with fewer undated items around it. */
const deeperReadsMax = 8;

const unsettled: Shortfall = {
  code: 'instant_unsettled',
  message: 'More rows share one instant than could be read while they kept changing; some of them may be missing.',
};
const shifted: Shortfall = {
  code: 'order_may_shift',
  message: 'The list changed so much while it was read that rows between two pages may be missing.',
};
const maybeTwice: Shortfall = {
  code: 'bound_ignored',
  message: 'It ignores the time range, so that rows without a time may be shown twice.',
};

/**
 * Reads a list in time order while it changes. Each step asks for what lies at or below a bound, gives out what lies
 * beyond the last instant it saw, and makes that instant the next bound: an instant is given out only when it was
 * read whole, so that rows that share it are neither lost nor repeated, whatever is inserted or removed meanwhile.
 * @throws OrderIgnored; and what a stream's fetch throws, where nothing was read before
 */
export async function readByTime<Value>(
  read: TimeRead<Value>,
  position: TimePosition | null,
  task: ReadTask<Value>,
): Promise<TimeResult<Value>> {
  const { axis } = read;
  const streams: Stream<Value>[] = read.streams.map((at, index) => ({
    at,
    offset: position?.offsets?.[index] ?? null,
  }));
  const result: TimeResult<Value> = {
    items: [],
    next: position,
    shortfall: null,
    total: null,
    scanned: 0,
    covered: null,
  };
  let bound = position?.bound ?? axis.start;
  let seen: Seen = new Map(position?.seen?.map((text) => [text.slice(0, hashChars), Number(text.slice(hashChars))]));
  const begin = bound;

  do {
    const step = await readStep(streams, axis, bound, seen).catch((error: unknown) => {
      // What was read whole before stays an answer; the next page asks again from where this one ended.
      if (result.next === position || !isConnectorError(error)) throw error;
      result.shortfall = { code: error.kind, message: error.message };
    });
    if (!step) return result;
    if (!position && bound === begin) result.total = step.total;
    result.shortfall ??= step.shortfall;
    result.scanned += step.give.length;
    result.items.push(...step.give.filter(({ value }) => task.accept(value)));
    seen = step.seen;
    if (step.bound === null || step.bound < axis.end) {
      return { ...result, next: null, covered: axis.interval(begin, axis.end) };
    }
    bound = step.bound;
    result.covered = axis.interval(begin, bound + 1);
    result.next = {
      bound,
      ...(seen.size > 0 ? { seen: [...seen].map(([hash, low]) => hash + low) } : {}),
      ...(streams.some(({ offset }) => offset !== null) ? { offsets: streams.map(({ offset }) => offset) } : {}),
    };
  } while (result.items.length < task.rows && task.mayAsk());
  return result;
}

/** Hashes of undated items that were given out, each with the lowest place at which it can stand. */
type Seen = Map<string, number>;

interface Step<Value> {
  give: PagedItem<Value>[];
  /** The next bound; null at the end of the list. */
  bound: number | null;
  seen: Seen;
  shortfall: Shortfall | null;
  total: number | null;
}

async function readStep<Value>(
  streams: Stream<Value>[],
  axis: TimeAxis,
  bound: number,
  seen: Seen,
): Promise<Step<Value>> {
  let deeperThan = Number.POSITIVE_INFINITY;
  for (let depth = 1; ; depth += 1) {
    const reads = await Promise.all(
      streams.map((stream) => readStream(stream, axis, bound, (items) => reaches(items, axis, deeperThan))),
    );
    const merged = mergeStreams(reads, axis, bound);
    const total = sumOf(reads);
    let shortfall = reads.every(({ proven }) => proven) ? null : shifted;
    if (merged.edge === null) {
      const give = merged.items.filter((item) => item.dated || !seen.has(hashKey(item.key)));
      if (bound !== axis.start && doubtful(give, streams, bound)) shortfall ??= maybeTwice;
      return { give, bound: null, seen: new Map(), shortfall, total };
    }
    const beyond = giveBeyond(merged.items, merged.edge, seen);
    if (!beyond.advanced) return { ...(await settleInstant(streams, axis, bound, merged.edge, seen)), total };
    if (bound !== axis.start && doubtful(beyond.give, streams, bound)) shortfall ??= maybeTwice;
    forget(beyond.seen, merged.edge, streams);
    // More undated rows stand around the edge than a cursor can remember: another edge is looked for, deeper down.
    if (beyond.seen.size <= seenMax || depth === deeperReadsMax)
      return { ...beyond, bound: merged.edge.high, shortfall, total };
    deeperThan = merged.edge.low;
  }
}

/** True once a stream shows an instant below `deeperThan`. */
function reaches(items: readonly PagedItem<unknown>[], axis: TimeAxis, deeperThan: number): boolean {
  const lastDated = items.findLast(({ at }) => at !== null);
  return lastDated !== undefined && lastDated.at !== null && axis.span(lastDated.at).low < deeperThan;
}

/** The whole page is one instant, so it may go on: it is read to its end until two reads agree. */
async function settleInstant<Value>(
  streams: Stream<Value>[],
  axis: TimeAxis,
  bound: number,
  instant: Edge,
  seen: Seen,
): Promise<Omit<Step<Value>, 'total'>> {
  let before: string | undefined;
  for (let count = 1; ; count += 1) {
    const reads = await Promise.all(
      streams.map((stream) =>
        readStream(stream, axis, bound, (items) =>
          items.some(({ at }) => at !== null && axis.span(at).high < instant.low),
        ),
      ),
    );
    const { items } = mergeStreams(reads, axis, bound);
    const beyond = giveBeyond(items, { low: instant.low - 1, high: instant.low - 1 }, seen);
    const keys = beyond.give
      .map(({ key }) => key)
      .toSorted()
      .join('\n');
    const agreed = keys === before && reads.every(({ proven }) => proven);
    if (agreed || count === settleReadsMax) {
      const twice = bound !== axis.start && doubtful(beyond.give, streams, bound) ? maybeTwice : null;
      const shortfall = agreed ? twice : unsettled;
      return { give: beyond.give, seen: beyond.seen, bound: instant.low - 1, shortfall };
    }
    before = keys;
  }
}

/** Gives out what lies beyond the edge, and remembers the undated ones that may show up again at or below it. */
function giveBeyond<Value>(items: readonly Placed<Value>[], edge: Edge, seen: Seen) {
  const give: Placed<Value>[] = [];
  const remembered: Seen = new Map();
  let advanced = false;
  for (const item of items) {
    if (item.dated) {
      if (item.low <= edge.low) continue;
      advanced = true;
      give.push(item);
      continue;
    }
    if (item.high <= edge.high) continue;
    const hash = hashKey(item.key);
    if (seen.has(hash)) continue;
    give.push(item);
    if (item.low <= edge.high) remembered.set(hash, item.low);
  }
  for (const [hash, low] of seen) remembered.set(hash, low);
  return { give, seen: remembered, advanced };
}

/**
 * What was given out is forgotten once the read has passed the lowest place at which it can stand. Where the vendor
 * ignores the bound, rows above it are still in what is read, and an undated one is told from them only by a dated row
 * between, which may go: there, what was passed is kept while there is room.
 */
function forget(seen: Seen, edge: Edge, streams: readonly Stream<unknown>[]): void {
  const boundHeld = streams.every(({ offset }) => offset === null);
  const passed = [...seen].filter(([, low]) => low > edge.high).toSorted(([, a], [, b]) => b - a);
  for (const [hash] of passed) if (boundHeld || seen.size > seenMax) seen.delete(hash);
}

/** True where a row without a time was given out of which nobody can say whether it stood above the bound before. */
function doubtful(give: readonly Placed<unknown>[], streams: readonly Stream<unknown>[], bound: number): boolean {
  return streams.some(({ offset }) => offset !== null) && give.some(({ dated, high }) => !dated && high === bound);
}

interface Edge {
  low: number;
  high: number;
}

/**
 * Merges what the streams read. The edge is the last instant down to which all of them were read; null when all were
 * read to their ends.
 */
function mergeStreams<Value>(
  reads: readonly StreamRead<Value>[],
  axis: TimeAxis,
  bound: number,
): { items: Placed<Value>[]; edge: Edge | null } {
  let edge: Edge | null = null;
  const items: Placed<Value>[] = [];
  for (const read of reads) {
    const placed = place(read.items, axis, bound, read.last);
    const lastDated = read.last ? undefined : placed.findLast(({ dated }) => dated);
    if (lastDated && (!edge || lastDated.low > edge.low)) edge = lastDated;
    items.push(...placed);
  }
  // Stable, so that each stream keeps the vendor's order among rows that share an instant.
  items.sort((a, b) => b.high - a.high);
  return { items: withoutRepeats(items), edge };
}

/** The same record twice in one read is a repeat; the same key with other content is another record, and kept. */
function withoutRepeats<Value>(items: readonly Placed<Value>[]): Placed<Value>[] {
  const seen = new Map<string, string[]>();
  return items.filter(({ key, value }) => {
    const known = seen.get(key);
    if (!known) {
      seen.set(key, []);
      return true;
    }
    if (known.length === 0) {
      const first = items.find((item) => item.key === key);
      known.push(JSON.stringify(first?.value));
    }
    const content = JSON.stringify(value);
    return !known.includes(content) && known.push(content) > 0;
  });
}

function sumOf(reads: readonly StreamRead<unknown>[]): number | null {
  let sum = 0;
  for (const { total } of reads) {
    if (total === null) return null;
    sum += total;
  }
  return sum;
}
