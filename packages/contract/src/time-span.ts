import { resolveTime, type TimeText } from './time-range.ts';

/** A stretch of time as the value of a filter: `now-24h..`, `..now-30m`, `now-7d..now-1h`. One side may be left out. */
export interface TimeSpan {
  from: TimeText | null;
  to: TimeText | null;
}

const separator = '..';
/** Said of a value that is none. */
export const timeSpanHelp =
  'Use now-24h.., ..now-30m or now-7d..now-1h; ISO 8601 times with their offset and epoch milliseconds do as well.';

/** @returns undefined for anything that is not a stretch of time, or that ends before it begins */
export function parseTimeSpan(text: string): TimeSpan | undefined {
  const parts = text.split(separator);
  if (parts.length !== 2) return undefined;
  const [from = '', to = ''] = parts;
  const span = { from: from === '' ? null : from, to: to === '' ? null : to };
  if (span.from === null && span.to === null) return undefined;
  const resolved = resolveSpan(span, 0);
  return resolved && span;
}

/**
 * A stretch of time in epoch ms.
 * @param nowMs what `now` stands for
 * @returns undefined as `parseTimeSpan`; a side that was left out is null
 */
export function resolveTimeSpan(text: string, nowMs: number): { from: number | null; to: number | null } | undefined {
  const span = parseTimeSpan(text);
  return span && resolveSpan(span, nowMs);
}

function resolveSpan({ from, to }: TimeSpan, nowMs: number) {
  const [first, last] = [from, to].map((side) => (side === null ? null : resolveTime(side, nowMs)));
  if (first === undefined || last === undefined) return undefined;
  // Only of two that mean the same clock can it be said here: `now` is another one tomorrow.
  return first !== null && last !== null && first > last && isBoth(from, to) ? undefined : { from: first, to: last };
}

const isBoth = (from: TimeText | null, to: TimeText | null) =>
  from?.startsWith('now') === true ? to?.startsWith('now') === true : to?.startsWith('now') === false;
