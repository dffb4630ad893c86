import { describe, expect, it } from 'vitest';
import { series } from './series.ts';
import { type Plot, toStackedPaths } from './stacks.ts';

const plot: Plot = { x: 10, width: 40, basePx: 60, toHeightPx: (count) => count / 100 };
const bucket = (counts: Record<string, number>) => ({ from: 0, to: 1, counts });

/** Each drawn bar: where it begins, from the baseline up, and how wide and high it is. */
const barsOf = (path: string) =>
  [...path.matchAll(/M([\d.]+) ([\d.]+)h([\d.]+)v-([\d.]+)h-[\d.]+z/g)].map(([, x, y, width, height]) => ({
    x: Number(x),
    y: Number(y),
    width: Number(width),
    height: Number(height),
  }));
const drawn = (...counts: Record<string, number>[]) => {
  const paths = toStackedPaths(counts.map(bucket), plot);
  return Object.fromEntries(series.map(({ id }, place) => [id, barsOf(paths[place] ?? '')]));
};

describe('toStackedPaths', () => {
  it('stands one severity on the other, worst at the baseline', () => {
    expect(drawn({ high: 1_000, low: 2_000 })).toEqual({
      critical: [],
      high: [{ x: 10.5, y: 60, width: 39, height: 10 }],
      unknown: [],
      medium: [],
      low: [{ x: 10.5, y: 50, width: 39, height: 20 }],
      informational: [],
    });
  });

  it('puts each bucket into its own equal part of the width', () => {
    const { low } = drawn({ low: 500 }, {}, { low: 300 }, { low: 100 });
    expect(low?.map(({ x, width }) => [x, width])).toEqual([
      [10.5, 9],
      [30.5, 9],
      [40.5, 9],
    ]);
  });

  it('shows one critical among thousands, and the whole no higher than its count', () => {
    const { critical, informational } = drawn({ critical: 1, informational: 4_999 });
    expect(critical).toEqual([{ x: 10.5, y: 60, width: 39, height: 2 }]);
    expect(informational).toEqual([{ x: 10.5, y: 58, width: 39, height: 48 }]);
  });

  it('keeps each at its least where all are few', () => {
    const bars = drawn({ critical: 1, high: 1, medium: 1 });
    for (const id of ['critical', 'high', 'medium']) expect(bars[id]?.[0]?.height).toBe(2);
  });

  it('counts fatal among the critical', () => {
    expect(drawn({ fatal: 600, critical: 400 }).critical?.[0]?.height).toBe(10);
  });
});
