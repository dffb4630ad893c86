import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  drawStretches,
  findCompleteBackTo,
  findReadUpTo,
  findStretchAt,
  toGaps,
  toRuns,
  toStretches,
} from './stretches.ts';

const window = { from: 1_000, to: 1_999 };
const windowEnd = window.to + 1;
/** The end is not included here; on the wire it is. */
const read = (from: number, end: number, readAt = end) => ({ from, to: end - 1, readAt });

describe('the stretches of a window', () => {
  it('say what was read and what was not, oldest first', () => {
    expect(toStretches(window, [read(1_700, 1_990, 5), read(1_200, 1_400, 6)])).toEqual([
      { from: 1_000, to: 1_200, state: 'never', readAt: null },
      { from: 1_200, to: 1_400, state: 'read', readAt: 6 },
      { from: 1_400, to: 1_700, state: 'never', readAt: null },
      { from: 1_700, to: 1_990, state: 'read', readAt: 5 },
      { from: 1_990, to: 2_000, state: 'since', readAt: null },
    ]);
  });

  it('are one unread stretch where nothing was read, and what was read outside is left out', () => {
    const nothing = [{ from: 1_000, to: 2_000, state: 'never', readAt: null }];
    expect(toStretches(window, [])).toEqual(nothing);
    expect(toStretches(window, [read(0, 1_000), read(2_000, 3_000)])).toEqual(nothing);
  });

  it('fill the window without holes and overlaps, and call nothing read that was not', () => {
    const interval = fc
      .tuple(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 1, max: 800 }))
      .map(([from, length]) => read(from, from + length));
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 12 }), (covered) => {
        const stretches = toStretches(window, covered);
        expect(stretches[0]?.from).toBe(window.from);
        expect(stretches.at(-1)?.to).toBe(windowEnd);
        for (const [index, { from, to, state }] of stretches.entries()) {
          expect(to).toBeGreaterThan(from);
          expect(stretches[index + 1]?.from ?? windowEnd).toBe(to);
          for (const at of [from, to - 1]) {
            expect(covered.some((one) => one.from <= at && at <= one.to)).toBe(state === 'read');
          }
        }
      }),
    );
  });
});

describe('gaps', () => {
  it('are what was never read, newest first, without the seconds since the last look', () => {
    const stretches = toStretches(window, [read(1_700, 1_990), read(1_200, 1_400)]);
    expect(toGaps(stretches)).toEqual([
      { from: 1_400, to: 1_700 },
      { from: 1_000, to: 1_200 },
    ]);
    expect(toGaps(toStretches(window, [read(1_000, 1_990)]))).toEqual([]);
  });

  it('are the whole window where nothing was read', () => {
    expect(toGaps(toStretches(window, []))).toEqual([{ from: 1_000, to: 2_000 }]);
  });

  it('end where reading backwards has come to', () => {
    const stretches = toStretches(window, [read(1_700, 1_990), read(1_600, 1_700), read(1_200, 1_400)]);
    expect(findCompleteBackTo(stretches)).toBe(1_600);
    expect(findReadUpTo(stretches)).toBe(1_990);
    expect(findCompleteBackTo(toStretches(window, []))).toBeNull();
    expect(findReadUpTo(toStretches(window, []))).toBeNull();
  });
});

describe('drawn', () => {
  const week = { from: 0, to: 7 * 86_400_000 - 1 };
  const weekEnd = week.to + 1;

  it('a gap of a second in a week can be seen and pointed at, also at the left end', () => {
    for (const at of [0, 1_000, 300_000_000]) {
      const stretches = toStretches(week, [read(0, at), read(at + 1_000, weekEnd)]);
      const drawn = drawStretches(stretches, 700);
      const gap = drawn.find(({ stretch }) => stretch.state === 'never');
      expect(gap?.widthPx).toBe(3);
      expect(drawn.at(-1), 'it lies over what was read').toBe(gap);
      expect(findStretchAt(drawn, (gap?.leftPx ?? 0) + 1)).toEqual(gap?.stretch);
    }
  });

  it('the lag at the right end is as narrow as it is', () => {
    const drawn = drawStretches(toStretches(week, [read(0, weekEnd - 4_000)]), 700);
    expect(drawn.at(-1)?.stretch.state).toBe('since');
    expect(drawn.at(-1)?.widthPx).toBeLessThan(0.01);
    const late = drawStretches(toStretches(week, [read(0, weekEnd - 61_000)]), 700);
    expect(late.at(-1)?.widthPx, 'a minute of it is to be seen').toBe(3);
  });

  it('what was read at several times is painted as one, and named by its parts', () => {
    const stretches = toStretches(week, [read(0, 1_000, 1), read(1_000, 5_000, 2), read(6_000, weekEnd, 3)]);
    expect(stretches.map(({ readAt }) => readAt)).toEqual([1, 2, null, 3]);
    expect(toRuns(stretches).map(({ from, to, state }) => [from, to, state])).toEqual([
      [0, 5_000, 'read'],
      [5_000, 6_000, 'never'],
      [6_000, weekEnd, 'read'],
    ]);
  });

  it('nothing stands outside of the strip', () => {
    const drawn = drawStretches(toStretches(week, [read(0, 1_000), read(2_000, weekEnd - 5)]), 700);
    for (const { leftPx, widthPx } of drawn) {
      expect(leftPx).toBeGreaterThanOrEqual(0);
      expect(leftPx + widthPx).toBeLessThanOrEqual(700.000001);
    }
    expect(drawStretches(toStretches(week, []), 0)).toEqual([]);
  });
});
