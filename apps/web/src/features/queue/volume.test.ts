import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toBuckets } from './volume.ts';

const stepMs = 60_000;

it('every finding that was counted stands in one bar, and the bars follow each other without a gap', () => {
  const counted = fc.uniqueArray(fc.nat(60), { maxLength: 20 });
  fc.assert(
    fc.property(counted, fc.nat(59_999), (places, offset) => {
      const range = { from: offset, to: offset + 60 * stepMs };
      const bins = places
        .toSorted((a, b) => a - b)
        .map((place) => ({ at: offset + place * stepMs, counts: { high: place + 1 } }));
      const buckets = toBuckets({ stepMs, bins, unread: [] }, range);
      const sum = buckets.reduce((all, { counts }) => all + (counts.high ?? 0), 0);
      expect(sum).toBe(places.reduce((all, place) => all + place + 1, 0));
      for (const [index, bucket] of buckets.entries()) {
        expect(bucket.to - bucket.from).toBe(stepMs);
        if (index > 0) expect(bucket.from).toBe(buckets[index - 1]!.to);
      }
      expect(buckets[0]!.from).toBeLessThanOrEqual(range.from);
      expect(buckets.at(-1)!.to).toBeGreaterThanOrEqual(range.to);
    }),
  );
});
