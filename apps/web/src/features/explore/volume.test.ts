import type { SourceRecord } from '@watchfloor/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBuckets } from './volume.ts';

const row = (change: Partial<SourceRecord>) =>
  ({ severity: 'high', cells: {}, happened: null, ...change }) as SourceRecord;

describe('the volume', () => {
  it('counts every dated row of the range once', () => {
    const at = fc.integer({ min: 1_000_000, max: 5_000_000_000 });
    fc.assert(
      fc.property(
        at,
        fc.integer({ min: 1, max: 10_000_000_000 }),
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true })),
        (from, span, parts) => {
          const range = { from, to: from + span };
          const rows = parts.map((part) => row({ happened: Math.floor(from + part * span) }));
          const buckets = toBuckets(rows, range);
          expect(buckets.length).toBeLessThanOrEqual(62);
          expect(buckets.reduce((sum, one) => sum + (one.counts.high ?? 0), 0)).toBe(rows.length);
        },
      ),
    );
  });
});
