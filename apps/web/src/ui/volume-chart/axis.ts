import { formatClock, formatDayShort } from '../time-format.ts';

const dayMs = 86_400_000;

/** A bar's start: the day alone where bars are days, with the hour where the whole spans days. */
export function formatAxis(at: number, zone: string, bucketMs: number): string {
  if (bucketMs >= dayMs) return formatDayShort(at, zone);
  const clock = formatClock(at, zone);
  if (bucketMs < 60_000) return clock;
  return bucketMs >= 3_600_000 ? `${formatDayShort(at, zone)} ${clock.slice(0, 5)}` : clock.slice(0, 5);
}
