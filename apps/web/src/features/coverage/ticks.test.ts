import { expect, it } from 'vitest';
import { toTicks } from './ticks.ts';

const dayMs = 86_400_000;
const now = Date.UTC(2026, 10, 22, 14, 2, 11);

it('a week has a tick at each midnight of the shown zone, named by its day', () => {
  const ticks = toTicks({ from: now - 7 * dayMs, to: now }, 'UTC');
  expect(ticks.map(({ label }) => label)).toEqual([
    '16 Nov',
    '17 Nov',
    '18 Nov',
    '19 Nov',
    '20 Nov',
    '21 Nov',
    '22 Nov',
  ]);
  expect(ticks.every(({ at }) => at % dayMs === 0)).toBe(true);
  const inStockholm = toTicks({ from: now - 7 * dayMs, to: now }, 'Europe/Stockholm');
  expect(inStockholm.every(({ at }) => (at + 3_600_000) % dayMs === 0)).toBe(true);
});

it('days of 23 and of 25 hours are one tick each, at their own midnight', () => {
  for (const change of [Date.UTC(2026, 2, 29), Date.UTC(2026, 9, 25)]) {
    const ticks = toTicks({ from: change - 3 * dayMs, to: change + 3 * dayMs }, 'Europe/Stockholm');
    const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'Europe/Stockholm' });
    expect(ticks.map(({ at }) => clock.format(at))).toEqual(Array.from({ length: 6 }, () => '00:00'));
  }
});

it('a month is not crowded, and what stands beside "now" has no name', () => {
  const ticks = toTicks({ from: now - 30 * dayMs, to: now }, 'UTC');
  expect(ticks).toHaveLength(30);
  expect(ticks.filter(({ label }) => label !== '').length).toBeLessThanOrEqual(10);
  expect(toTicks({ from: now - 7 * dayMs, to: Date.UTC(2026, 10, 22, 1) }, 'UTC').at(-1)?.label).toBe('');
});

it('a day and half a day are told by hours', () => {
  const day = toTicks({ from: now - dayMs, to: now }, 'UTC');
  expect(day.map(({ label }) => label)).toEqual(['18:00', '22 Nov', '06:00', '12:00']);
  const hours = toTicks({ from: now - 4 * 3_600_000, to: now }, 'UTC');
  expect(hours.map(({ label }) => label)).toEqual(['11:00', '12:00', '13:00', '']);
});
