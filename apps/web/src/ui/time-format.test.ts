import { expect, it } from 'vitest';
import { formatClock, formatDay, formatDuration, formatIso, formatTime, formatZone } from './time-format.ts';

const at = Date.UTC(2026, 10, 22, 14, 2, 11);

it('the day is named only where it is another day, in the shown zone', () => {
  expect(formatTime(at, 'UTC', at + 60_000)).toBe('14:02:11');
  expect(formatTime(at, 'UTC', at + 86_400_000)).toBe('22 Nov 14:02');
  expect(formatTime(at, 'UTC', Date.UTC(2027, 0, 2))).toBe('22 Nov 2026 14:02');
  // 23:30 UTC is the next day in Stockholm already.
  expect(formatTime(Date.UTC(2026, 10, 22, 23, 30), 'Europe/Stockholm', at)).toBe('23 Nov 00:30');
});

it('midnight is 00, not 24', () => {
  expect(formatClock(Date.UTC(2026, 10, 22), 'UTC')).toBe('00:00:00');
  expect(formatIso(Date.UTC(2026, 10, 22), 'UTC')).toBe('2026-11-22T00:00:00Z');
});

it('ISO carries the offset of that day, summer time included, and parses back', () => {
  const winter = formatIso(at, 'Europe/Stockholm');
  const summer = formatIso(Date.UTC(2026, 6, 1, 12), 'Europe/Stockholm');
  expect(winter).toBe('2026-11-22T15:02:11+01:00');
  expect(summer).toBe('2026-07-01T14:00:00+02:00');
  expect(Date.parse(winter)).toBe(at);
  expect(formatIso(at, 'Asia/Kathmandu')).toBe('2026-11-22T19:47:11+05:45');
  expect(Date.parse(formatIso(at, 'America/St_Johns'))).toBe(at);
});

it('a zone is always said', () => {
  expect(formatZone(at, 'UTC')).toBe('UTC');
  expect(formatZone(at, 'Europe/Stockholm')).toBe('UTC+01:00');
  expect(formatZone(at, 'Europe/London')).toBe('UTC+00:00');
});

it('days and durations read as words', () => {
  expect(formatDay(at, 'UTC')).toBe('Sunday, 22 Nov 2026');
  expect([9_000, 240_000, 13_320_000, 7_200_000, 200_000_000].map(formatDuration)).toEqual([
    '9 s',
    '4 min',
    '3 h 42 min',
    '2 h',
    '2 d 7 h',
  ]);
});
