import type { CoveredInterval, Interval } from '@watchfloor/contract';

/** A part of the window: read whole, or never. */
export type Stretch = Interval & { isRead: boolean; readAt: number | null };

/** A stretch as it is drawn, in px from the left end of the strip. */
export interface DrawnStretch {
  stretch: Stretch;
  leftPx: number;
  widthPx: number;
}

/** A gap of a second in a week is a thousandth of a pixel wide. It has to be seen all the same. */
const gapPxMin = 3;

/** The whole window, oldest first, without holes: what was not read stands there as such. */
export function toStretches(window: Interval, covered: readonly CoveredInterval[]): Stretch[] {
  const stretches: Stretch[] = [];
  let at = window.from;
  for (const { from, to, readAt } of covered.toSorted((a, b) => a.from - b.from)) {
    const [start, end] = [Math.max(from, at), Math.min(to, window.to)];
    if (end <= start) continue;
    if (start > at) stretches.push({ from: at, to: start, isRead: false, readAt: null });
    stretches.push({ from: start, to: end, isRead: true, readAt });
    at = end;
  }
  if (at < window.to) stretches.push({ from: at, to: window.to, isRead: false, readAt: null });
  return stretches;
}

/**
 * What was never read, but for the seconds since the last look at the newest end: those are a lag, not a gap.
 * @returns newest first
 */
export function toGaps(stretches: readonly Stretch[]): Interval[] {
  return stretches
    .filter((stretch, index) => !stretch.isRead && !isHead(stretches, index))
    .map(({ from, to }) => ({ from, to }))
    .toReversed();
}

/** How far back everything was read whole, from the newest read instant on; null where nothing was read. */
export function findCompleteBackTo(stretches: readonly Stretch[]): number | null {
  let backTo: number | null = null;
  for (const stretch of stretches.toReversed()) {
    if (stretch.isRead) backTo = stretch.from;
    else if (backTo !== null) return backTo;
  }
  return backTo;
}

/** Up to when it was read; null where nothing was. */
export function findReadUpTo(stretches: readonly Stretch[]): number | null {
  return stretches.findLast(({ isRead }) => isRead)?.to ?? null;
}

/** Where each stretch stands on a strip of this width: first what was read, then the gaps, which lie over it. */
export function drawStretches(stretches: readonly Stretch[], widthPx: number): DrawnStretch[] {
  const [first, last] = [stretches[0], stretches.at(-1)];
  if (!first || !last || widthPx <= 0) return [];
  const pxOf = (at: number) => ((at - first.from) / (last.to - first.from)) * widthPx;
  const draw = (stretch: Stretch, index: number): DrawnStretch => {
    const [leftPx, rightPx] = [pxOf(stretch.from), pxOf(stretch.to)];
    const leastPx = stretch.isRead || isHead(stretches, index) ? 0 : gapPxMin;
    const drawnPx = Math.max(rightPx - leftPx, Math.min(leastPx, widthPx));
    return { stretch, leftPx: Math.min(leftPx, widthPx - drawnPx), widthPx: drawnPx };
  };
  const drawn = stretches.map(draw);
  return [...drawn.filter((one) => one.stretch.isRead), ...drawn.filter((one) => !one.stretch.isRead)];
}

/** The stretch under a pointer: a gap that was drawn wider than it is counts as wide as it is drawn. */
export function findStretchAt(drawn: readonly DrawnStretch[], xPx: number): Stretch | undefined {
  return drawn.findLast(({ leftPx, widthPx }) => xPx >= leftPx && xPx <= leftPx + widthPx)?.stretch;
}

const isHead = (stretches: readonly Stretch[], index: number) =>
  index === stretches.length - 1 && index > 0 && stretches[index]?.isRead === false;
