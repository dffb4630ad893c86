import { expect, test } from 'vitest';
import { createSlidingLimiter } from './limiter.ts';

test('no second, wherever it begins, holds more than the limit without a violation', () => {
  let now = 0;
  const limiter = createSlidingLimiter({ getPerS: 100, postPerS: 50 }, () => now);
  // A fixed window would let this pass: 100 at the end of one second, 100 at the start of the next.
  now = 950;
  for (let request = 0; request < 100; request++) expect(limiter.admit('a', 'GET')).toBe(true);
  now = 1050;
  expect(limiter.admit('a', 'GET')).toBe(false);
  expect(limiter.violations).toEqual([
    { at: expect.any(Number) as number, client: 'a', kind: 'GET', inWindow: 101, limit: 100 },
  ]);
  expect(limiter.admit('b', 'GET')).toBe(true);
  now = 1950;
  expect(limiter.admit('a', 'GET')).toBe(true);
  expect(limiter.peak.GET).toBe(101);
});

test('POST has its own, lower rate', () => {
  const limiter = createSlidingLimiter({ getPerS: 100, postPerS: 2 }, () => 5);
  expect([1, 2, 3].map(() => limiter.admit('a', 'POST'))).toEqual([true, true, false]);
  expect(limiter.admit('a', 'GET')).toBe(true);
});
