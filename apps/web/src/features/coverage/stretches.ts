import type { CoveredInterval, Interval } from '@watchfloor/contract';

/**
 * A part of the window, its end not included: read whole, never read, or what came since the newest end was looked at last.
 */
export interface Stretch extends Interval {
  state: 'read' | 'never' | 'since';
  /** When it was read; null where it was not. */
  readAt: number | null;
}

/** A stretch as it is drawn, in px from the left end of the strip. */
export interface DrawnStretch {
  stretch: Stretch;
  leftPx: number;
  widthPx: number;
}

/** A gap of a second in a week is a thousandth of a pixel wide. It has to be seen all the same. */
const gapPxMin = 3;
/** The seconds since the last look are no gap; a minute is one to be seen. */
const sinceMsMax = 60_000;

/**
 * The whole window, oldest first, without holes: what was not read stands there as such. Intervals are of whole
 * milliseconds, both ends included; their neighbours begin one later.
 */
export function toStretches(window: Interval, covered: readonly CoveredInterval[]): Stretch[] {
  const stretches: Stretch[] = [];
  const windowEnd = window.to + 1;
  let at = window.from;
  for (const { from, to, readAt } of covered.toSorted((a, b) => a.from - b.from)) {
    const [start, end] = [Math.max(from, at), Math.min(to + 1, windowEnd)];
    if (end <= start) continue;
    if (start > at) stretches.push({ from: at, to: start, state: 'never', readAt: null });
    stretches.push({ from: start, to: end, state: 'read', readAt });
    at = end;
  }
  if (at < windowEnd) {
    const state = stretches.length > 0 ? 'since' : 'never';
    stretches.push({ from: at, to: windowEnd, state, readAt: null });
  }
  return stretches;
}

/**
 * What was never read, but for the seconds since the last look at the newest end: those are a lag, not a gap.
 * @returns newest first
 */
export function toGaps(stretches: readonly Stretch[]): Interval[] {
  return stretches
    .filter(({ state }) => state === 'never')
    .map(({ from, to }) => ({ from, to }))
    .toReversed();
}

/** How far back everything was read whole, from the newest read instant on; null where nothing was read. */
export function findCompleteBackTo(stretches: readonly Stretch[]): number | null {
  let backTo: number | null = null;
  for (const stretch of stretches.toReversed()) {
    if (stretch.state === 'read') backTo = stretch.from;
    else if (backTo !== null) return backTo;
  }
  return backTo;
}

/** Up to when it was read; null where nothing was. */
export function findReadUpTo(stretches: readonly Stretch[]): number | null {
  return stretches.findLast(({ state }) => state === 'read')?.to ?? null;
}

/** As it is painted: what was read at several times is one, since a seam between two would look like a gap. */
export function toRuns(stretches: readonly Stretch[]): Stretch[] {
  const runs: Stretch[] = [];
  for (const stretch of stretches) {
    const last = runs.at(-1);
    if (last?.state === 'read' && stretch.state === 'read') runs[runs.length - 1] = { ...last, to: stretch.to };
    else runs.push(stretch);
  }
  return runs;
}

/** Where each stretch stands on a strip of this width: first what was read, then the gaps, which lie over it. */
export function drawStretches(stretches: readonly Stretch[], widthPx: number): DrawnStretch[] {
  const [first, last] = [stretches[0], stretches.at(-1)];
  if (!first || !last || widthPx <= 0) return [];
  const pxOf = (at: number) => ((at - first.from) / (last.to - first.from)) * widthPx;
  const draw = (stretch: Stretch): DrawnStretch => {
    const [leftPx, rightPx] = [pxOf(stretch.from), pxOf(stretch.to)];
    const leastPx = isGap(stretch) ? gapPxMin : 0;
    const drawnPx = Math.max(rightPx - leftPx, Math.min(leastPx, widthPx));
    return { stretch, leftPx: Math.min(leftPx, widthPx - drawnPx), widthPx: drawnPx };
  };
  const drawn = stretches.map(draw);
  return [
    ...drawn.filter((one) => one.stretch.state === 'read'),
    ...drawn.filter((one) => one.stretch.state !== 'read'),
  ];
}

/** The stretch under a pointer: a gap that was drawn wider than it is counts as wide as it is drawn. */
export function findStretchAt(drawn: readonly DrawnStretch[], xPx: number): Stretch | undefined {
  return drawn.findLast(({ leftPx, widthPx }) => xPx >= leftPx && xPx <= leftPx + widthPx)?.stretch;
}

const isGap = ({ state, from, to }: Stretch) => state === 'never' || (state === 'since' && to - from > sinceMsMax);
