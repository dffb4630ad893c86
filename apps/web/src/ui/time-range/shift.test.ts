import { expect, it } from 'vitest';
import { shiftRange, toRangeText, zoomOutRange } from './shift.ts';

const now = Date.UTC(2026, 10, 22, 14);
const hourMs = 3_600_000;

it('a shift keeps the width and never goes past now', () => {
  expect(shiftRange({ from: now - hourMs, to: now }, -1, now)).toEqual({
    from: '2026-11-22T12:00:00Z',
    to: '2026-11-22T13:00:00Z',
  });
  expect(shiftRange({ from: now - 1.5 * hourMs, to: now - 0.5 * hourMs }, 1, now)).toEqual({
    from: '2026-11-22T13:00:00Z',
    to: '2026-11-22T14:00:00Z',
  });
});

it('zooming out makes three of one, and ends at now', () => {
  expect(zoomOutRange({ from: now - hourMs, to: now }, now)).toEqual({
    from: '2026-11-22T11:00:00Z',
    to: '2026-11-22T14:00:00Z',
  });
});

it('an absolute range holds the whole of its first and last second', () => {
  expect(toRangeText({ from: now + 999, to: now + 1 })).toEqual({
    from: '2026-11-22T14:00:00Z',
    to: '2026-11-22T14:00:01Z',
  });
});
