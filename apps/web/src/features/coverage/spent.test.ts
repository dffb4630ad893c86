import { describe, expect, it } from 'vitest';
import { isNearlySpent, sumSpent, toQuotaWords, toSpentHours } from './spent.ts';

const hourMs = 3_600_000;
const now = Date.UTC(2026, 10, 22, 14, 2, 11);
const hour = Date.UTC(2026, 10, 22, 14);
const clock = (at: number) => new Date(at).toISOString().slice(11, 16);

describe('calls by hour', () => {
  it('are 24 hours up to the running one; an hour without a call is zero', () => {
    const hours = toSpentHours(
      [
        { hour: hour - 30 * hourMs, people: 99, background: 99 },
        { hour: hour - 2 * hourMs, people: 1, background: 20 },
        { hour, people: 3, background: 4 },
      ],
      now,
    );
    expect(hours).toHaveLength(24);
    expect(hours[0]?.hour).toBe(hour - 23 * hourMs);
    expect(hours.slice(-3)).toEqual([
      { hour: hour - 2 * hourMs, people: 1, background: 20 },
      { hour: hour - hourMs, people: 0, background: 0 },
      { hour, people: 3, background: 4 },
    ]);
    expect(sumSpent(hours)).toEqual({ people: 4, background: 24 });
  });
});

describe('the allowance', () => {
  const quota = { limit: 3_000, used: 62, windowMs: hourMs, resetAt: Date.UTC(2026, 10, 22, 14, 31) };

  it.each([
    [quota, '2,938 of 3,000 calls left this hour; resets 14:31.'],
    [{ limit: 3_000, used: 3_100, windowMs: hourMs }, '0 of 3,000 calls left this hour.'],
    [{ limit: 600, used: 100, windowMs: 60_000 }, '500 of 600 calls left this minute.'],
    [{ limit: 100, used: 7, windowMs: 1_000 }, 'At most 100 calls in 1 s.'],
    [undefined, 'How many calls are left is not known.'],
  ])('%o reads as %s', (given, words) => {
    expect(toQuotaWords(given, clock)).toBe(words);
  });

  it('is worth attention below a tenth, and never where it is of a second', () => {
    expect(isNearlySpent(quota)).toBe(false);
    expect(isNearlySpent({ ...quota, used: 2_701 })).toBe(true);
    expect(isNearlySpent({ limit: 100, used: 100, windowMs: 1_000 })).toBe(false);
    expect(isNearlySpent(undefined)).toBe(false);
  });
});
