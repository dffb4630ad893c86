import type { RangeText } from './types.ts';

/** The same width, one width earlier (-1) or later (1); never past now. For `t ←` and `t →`. */
export function shiftRange(range: { from: number; to: number }, by: -1 | 1, now: number): RangeText {
  const width = range.to - range.from;
  const to = Math.min(range.to + by * width, Math.max(now, range.to));
  return toRangeText({ from: to - width, to });
}

/** Three times the width around the same middle, its end never past now. For `t z`. */
export function zoomOutRange(range: { from: number; to: number }, now: number): RangeText {
  const width = Math.max(range.to - range.from, 1_000);
  const to = Math.min(range.to + width, Math.max(now, range.to));
  return toRangeText({ from: to - width * 3, to });
}

/** Absolute, to the second, in UTC: the same instant on every desk. For `t a`. */
export function toRangeText(range: { from: number; to: number }): RangeText {
  const text = (at: number) => new Date(at).toISOString().replace('.000Z', 'Z');
  return { from: text(Math.floor(range.from / 1_000) * 1_000), to: text(Math.ceil(range.to / 1_000) * 1_000) };
}
