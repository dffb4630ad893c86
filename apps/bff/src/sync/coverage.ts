import type { CoveredInterval, Interval } from '@watchfloor/contract';

// Arithmetic of intervals of whole milliseconds, both ends included.

/**
 * Stretches that were read at about one time are one: their number must not grow with the reads. What is joined says
 * the earlier time.
 */
const joinShare = 0.1;
const joinMinMs = 2_000;

/**
 * What is covered after `read` was read whole as well.
 * @param covered apart from each other, oldest first
 * @param now decides what counts as one time: a tenth of its age
 */
export function cover(covered: readonly CoveredInterval[], read: CoveredInterval, now: number): CoveredInterval[] {
  // A stretch that was read later than this one is not made older by it.
  const newer = covered.filter(({ readAt }) => readAt > read.readAt);
  const rest = covered.filter(({ readAt }) => readAt <= read.readAt).flatMap((interval) => without(interval, read));
  const added = missingIn(newer, read).map((part): CoveredInterval => ({ ...part, readAt: read.readAt }));
  const all = [...rest, ...newer, ...added].toSorted((a, b) => a.from - b.from);
  const joined: CoveredInterval[] = [];
  for (const interval of all) {
    const last = joined.at(-1);
    if (last && last.to + 1 === interval.from && areOneTime(last.readAt, interval.readAt, now)) {
      last.to = interval.to;
      last.readAt = Math.min(last.readAt, interval.readAt);
    } else joined.push({ ...interval });
  }
  return joined;
}

/** The parts of `window` that are not covered, oldest first. */
export function missingIn(covered: readonly Interval[], window: Interval): Interval[] {
  const missing: Interval[] = [];
  let from = window.from;
  for (const interval of covered.toSorted((a, b) => a.from - b.from)) {
    if (interval.to < from) continue;
    if (interval.from > window.to) break;
    if (interval.from > from) missing.push({ from, to: interval.from - 1 });
    from = Math.max(from, interval.to + 1);
  }
  if (from <= window.to) missing.push({ from, to: window.to });
  return missing;
}

/** The parts within `window`, oldest first. */
export function within(covered: readonly CoveredInterval[], window: Interval): CoveredInterval[] {
  return covered
    .filter(({ from, to }) => to >= window.from && from <= window.to)
    .map(({ from, to, readAt }) => ({ from: Math.max(from, window.from), to: Math.min(to, window.to), readAt }))
    .toSorted((a, b) => a.from - b.from);
}

export function lengthOf(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, { from, to }) => sum + to - from + 1, 0);
}

function without(interval: CoveredInterval, { from, to }: Interval): CoveredInterval[] {
  if (to < interval.from || from > interval.to) return [interval];
  return [
    { ...interval, to: from - 1 },
    { ...interval, from: to + 1 },
  ].filter((part) => part.from <= part.to);
}

function areOneTime(a: number, b: number, now: number): boolean {
  return Math.abs(a - b) <= Math.max(joinMinMs, (now - Math.max(a, b)) * joinShare);
}
