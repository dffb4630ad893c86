import type { QueueFacetsAnswer } from '@watchfloor/contract';
import type { VolumeBucket } from '../../ui/volume-chart/types.ts';

/** More bars than px: nobody can see them, and drawing them costs seconds. */
const bucketsMax = 2_000;

/** The bars of the range, those of nothing included: the answer leaves them out. */
export function toBuckets(
  { stepMs, bins }: QueueFacetsAnswer['histogram'],
  range: { from: number; to: number },
): VolumeBucket[] {
  const counted = new Map(bins.map(({ at, counts }) => [at, counts]));
  // Where the server's bars begin, those between them do too.
  const base = bins[0]?.at ?? Math.floor(range.from / stepMs) * stepMs;
  const back = Math.max(0, Math.ceil((base - range.from) / stepMs));
  const buckets: VolumeBucket[] = [];
  const last = Math.max(range.to, (bins.at(-1)?.at ?? 0) + 1);
  for (let from = base - back * stepMs; from < last && buckets.length < bucketsMax; from += stepMs) {
    buckets.push({ from, to: from + stepMs, counts: counted.get(from) ?? {} });
  }
  return buckets;
}
