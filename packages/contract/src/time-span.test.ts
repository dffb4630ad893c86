import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseTimeSpan, resolveTimeSpan } from './time-span.ts';

const now = Date.parse('2026-11-12T14:00:00Z');

it.each([
  ['now-24h..', { from: now - 86_400_000, to: null }],
  ['..now-30m', { from: null, to: now - 1_800_000 }],
  ['now-7d..now-1h', { from: now - 604_800_000, to: now - 3_600_000 }],
  ['2026-11-12T10:00:00+02:00..now', { from: now - 21_600_000, to: now }],
  ['1700000000000..1700000000000', { from: 1_700_000_000_000, to: 1_700_000_000_000 }],
])('%s is a stretch of time', (text, expected) => {
  expect(resolveTimeSpan(text, now)).toEqual(expected);
});

it.each(['', '..', 'now-24h', 'now-1h..now-2h', 'yesterday..', 'now..now..now', '1700000000001..1700000000000'])(
  '“%s” is none',
  (text) => {
    expect(resolveTimeSpan(text, now)).toBeUndefined();
  },
);

it('never throws, and takes only what it can resolve', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(resolveTimeSpan(text, now) === undefined).toBe(parseTimeSpan(text) === undefined);
    }),
  );
});
