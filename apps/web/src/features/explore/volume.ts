import type { Severity, SourceRecord } from '@watchfloor/contract';

export interface Bucket {
  from: number;
  to: number;
  counts: Partial<Record<Severity, number>>;
}

const bucketsAim = 60;
// Widths that a person can read off an axis.
const widthsMs = [
  1, 5, 10, 30, 60, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
].map((seconds) => seconds * 1_000);

/** Counts loaded rows by time and severity, in buckets of equal width over the whole range. Undated rows have no bar. */
export function toBuckets(rows: readonly SourceRecord[], range: { from: number; to: number }): Bucket[] {
  const span = Math.max(range.to - range.from, 1_000);
  const widthMs = widthsMs.find((width) => span / width <= bucketsAim) ?? Math.ceil(span / bucketsAim);
  const start = Math.floor(range.from / widthMs) * widthMs;
  const buckets: Bucket[] = [];
  for (let from = start; from < range.to; from += widthMs) buckets.push({ from, to: from + widthMs, counts: {} });
  for (const row of rows) {
    if (row.happened === null) continue;
    const counts = buckets[Math.floor((row.happened - start) / widthMs)]?.counts;
    if (counts) counts[row.severity] = (counts[row.severity] ?? 0) + 1;
  }
  return buckets;
}
