import { expect, test } from 'vitest';
import { createClockWatch } from './clock-watch.ts';

const at = Date.parse('2026-11-22T03:00:00Z');
const headers = (given: Record<string, string>) => (name: string) => given[name];

test('an answer tells how far the vendor’s clock is from ours', () => {
  const clock = createClockWatch(() => at);
  expect(clock.offsetMs()).toBeNull();
  clock.note(headers({ date: 'Sun, 22 Nov 2026 03:02:00 GMT' }));
  expect(clock.offsetMs()).toBe(120_000);
  clock.note(headers({ date: 'Sun, 22 Nov 2026 02:59:00 GMT' }));
  expect(clock.offsetMs()).toBe(-60_000);
});

test('an answer without a time, with an unreadable one, or out of a cache tells nothing', () => {
  const clock = createClockWatch(() => at);
  clock.note(headers({}));
  clock.note(headers({ date: 'soon' }));
  clock.note(headers({ date: 'Sun, 22 Nov 2026 02:00:00 GMT', age: '3600' }));
  expect(clock.offsetMs()).toBeNull();
});
