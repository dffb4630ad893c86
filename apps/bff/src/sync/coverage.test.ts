import type { CoveredInterval, Interval } from '@watchfloor/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cover, lengthOf, missingIn, within } from './coverage.ts';

// Held against a model that knows of each millisecond when it was read, and of intervals nothing.

const days = 60;
const interval = fc
  .tuple(fc.nat(days - 1), fc.nat(days - 1))
  .map(([a, b]): Interval => ({ from: Math.min(a, b), to: Math.max(a, b) }));
/** Reads end in another order than they began in, as those of people do beside those in the background. */
const reads = fc.array(fc.record({ range: interval, at: fc.integer({ min: 1, max: 100_000 }) }), { maxLength: 25 });

function play(given: readonly { range: Interval; at: number }[]) {
  const model = new Map<number, number>();
  let covered: CoveredInterval[] = [];
  let now = 0;
  for (const { range, at } of given) {
    now = Math.max(now, at);
    covered = cover(covered, { ...range, readAt: at }, now);
    for (let ms = range.from; ms <= range.to; ms += 1) model.set(ms, Math.max(model.get(ms) ?? 0, at));
  }
  return { covered, model };
}

const timeOf = (covered: readonly CoveredInterval[], ms: number) =>
  covered.find(({ from, to }) => ms >= from && ms <= to)?.readAt;

test('what is covered is what was read, to the millisecond, and never at a later time than it was', () => {
  fc.assert(
    fc.property(reads, (given) => {
      const { covered, model } = play(given);
      for (let ms = 0; ms < days; ms += 1) {
        const claimed = timeOf(covered, ms);
        const read = model.get(ms);
        expect(claimed === undefined).toBe(read === undefined);
        if (claimed === undefined || read === undefined) continue;
        expect(claimed).toBeLessThanOrEqual(read);
        // Joined with others it may say an earlier time, and it is that of a read.
        expect(given.some(({ at }) => at === claimed)).toBe(true);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('intervals are apart from each other and in order', () => {
  fc.assert(
    fc.property(reads, (given) => {
      const { covered } = play(given);
      for (const [index, { from, to }] of covered.entries()) {
        expect(from).toBeLessThanOrEqual(to);
        expect(from).toBeGreaterThan(covered[index - 1]?.to ?? -1);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('reading the same again, in whatever order two reads are written, changes nothing of what is claimed', () => {
  const read = fc.record({ range: interval, at: fc.integer({ min: 1, max: 100_000 }) });
  fc.assert(
    fc.property(read, read, (a, b) => {
      // Further apart than what counts as one time.
      fc.pre(Math.abs(a.at - b.at) > 20_000);
      const one = play([a, b]).covered;
      const other = play([b, a, b, a]).covered;
      for (let ms = 0; ms < days; ms += 1) expect(timeOf(one, ms)).toBe(timeOf(other, ms));
    }),
    { numRuns: 1_000 },
  );
});

test('what is missing and what lies within a window are its milliseconds, once each', () => {
  fc.assert(
    fc.property(reads, interval, (given, window) => {
      const { covered } = play(given);
      const missing = missingIn(covered, window);
      const inside = within(covered, window);
      for (let ms = window.from; ms <= window.to; ms += 1) {
        const isIn = (list: readonly Interval[]) => list.filter(({ from, to }) => ms >= from && ms <= to).length;
        expect(isIn(missing) + isIn(inside)).toBe(1);
        expect(isIn(inside) === 1 ? timeOf(inside, ms) : undefined).toBe(timeOf(covered, ms));
      }
      expect(lengthOf(missing) + lengthOf(inside)).toBe(window.to - window.from + 1);
    }),
    { numRuns: 2_000 },
  );
});

test('a list that is read every three seconds for hours stays few intervals', () => {
  let covered: CoveredInterval[] = [];
  const hours = 6;
  for (let now = 0; now < hours * 3_600_000; now += 3_000) {
    covered = cover(covered, { from: now - 900_000, to: now, readAt: now }, now);
  }
  expect(covered.length).toBeLessThan(120);
  expect(missingIn(covered, { from: 0, to: hours * 3_600_000 - 3_000 })).toEqual([]);
});
