import type { Interval } from '@watchfloor/contract';
import { formatClock, formatDayShort, formatIso } from '../../ui/time-format.ts';

export interface Tick {
  at: number;
  /** Empty where there is no room for one at each. */
  label: string;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** So that none stands in another's place on the narrowest strip. */
const labelsMax = 10;
/** The last ones would stand in the place of "now". */
const freeAtEnd = 0.05;

/** The beginnings of days inside the window in the shown zone; of a window of two days and less, hours as well. */
export function toTicks(window: Interval, zone: string): Tick[] {
  const spanMs = window.to - window.from;
  const hours =
    spanMs > 2 * dayMs ? [0] : spanMs > 12 * hourMs ? [0, 6, 12, 18] : Array.from({ length: 24 }, (_, h) => h);
  const times: number[] = [];
  // From one day's beginning 26 h lead into the next one, however long its night was.
  for (let day = toDayStart(window.from, zone); day < window.to; day = toDayStart(day + 26 * hourMs, zone)) {
    times.push(...hours.map((hour) => day + hour * hourMs));
  }
  const inside = times.filter((at) => at > window.from && at < window.to);
  const every = Math.ceil(inside.length / labelsMax);
  return inside.map((at, index) => {
    const isLabelled = (inside.length - 1 - index) % every === 0 && window.to - at > spanMs * freeAtEnd;
    return { at, label: isLabelled ? toLabel(at, zone) : '' };
  });
}

function toLabel(at: number, zone: string): string {
  const clock = formatClock(at, zone).slice(0, 5);
  return clock === '00:00' ? formatDayShort(at, zone) : clock;
}

/** Midnight in the zone; its offset is looked up again there, since a day may begin in summer time and end in winter. */
function toDayStart(at: number, zone: string): number {
  const day = formatIso(at, zone).slice(0, 10);
  const guess = Date.parse(`${day}T00:00:00${formatIso(at, zone).slice(19)}`);
  return Date.parse(`${day}T00:00:00${formatIso(guess, zone).slice(19)}`);
}
