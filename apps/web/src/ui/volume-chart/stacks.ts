import { series, sumBuckets } from './series.ts';
import type { VolumeBucket } from './types.ts';

/** Of a count that is not zero: one critical among thousands must not vanish. */
const leastPx = 2;
/** Between two bars. */
const gapPx = 1;

export interface Plot {
  x: number;
  width: number;
  /** Where nothing is drawn yet: bars stand on it. */
  basePx: number;
  /** How high a count stands, in px. */
  toHeightPx: (count: number) => number;
}

/**
 * The bars of all buckets as one SVG path for each series, in the order of `series`. A path costs a browser what one bar
 * would, and there are hundreds of bars.
 * @returns the paths' `d`, rounded to a hundredth of a px; empty where a series has nothing
 */
export function toStackedPaths(buckets: readonly VolumeBucket[], plot: Plot): string[] {
  const paths = series.map(() => '');
  const slotPx = plot.width / Math.max(buckets.length, 1);
  const widthPx = Math.max(slotPx - gapPx, 0.5);
  for (const [index, bucket] of buckets.entries()) {
    const x = round(plot.x + index * slotPx + (slotPx - widthPx) / 2);
    let y = plot.basePx;
    for (const [place, px] of toHeightsPx(bucket, plot.toHeightPx).entries()) {
      if (px === 0) continue;
      paths[place] += `M${x} ${round(y)}h${round(widthPx)}v${-round(px)}h${-round(widthPx)}z`;
      y -= px;
    }
  }
  return paths;
}

/** What is raised to its least is taken from the highest: the whole stands as high as its count says, where it can. */
function toHeightsPx(bucket: VolumeBucket, toHeightPx: Plot['toHeightPx']): number[] {
  const { all, by } = sumBuckets([bucket]);
  const heights = Object.values(by).map((count) => (count > 0 ? Math.max(toHeightPx(count), leastPx) : 0));
  const raisedPx = heights.reduce((sum, px) => sum + px, 0) - toHeightPx(all);
  const highest = heights.indexOf(Math.max(...heights));
  return heights.map((px, place) => (place === highest && px > 0 ? Math.max(px - Math.max(raisedPx, 0), leastPx) : px));
}

const round = (px: number) => Math.round(px * 100) / 100;
