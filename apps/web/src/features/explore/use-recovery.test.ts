import { describe, expect, it } from 'vitest';
import { toRetryAt } from './use-recovery.ts';

const since = 1_000_000;

describe('asking again', () => {
  it('waits twice as long each time, up to a minute', () => {
    const waits = [1, 2, 3, 6, 40].map((count) => toRetryAt({ since, count, notBefore: undefined }) - since);
    expect(waits).toEqual([2_000, 4_000, 8_000, 60_000, 60_000]);
  });

  it('never comes before the source wants it', () => {
    expect(toRetryAt({ since, count: 1, notBefore: since + 90_000 })).toBe(since + 90_000);
  });

  it('is spread by up to a tenth', () => {
    expect(toRetryAt({ since: since + 99, count: 1, notBefore: undefined })).toBeCloseTo(since + 99 + 2_198);
  });
});
