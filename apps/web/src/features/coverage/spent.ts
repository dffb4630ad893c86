import type { Connection, CoverageAnswer } from '@watchfloor/contract';
import { formatCount } from '../../lib/time.ts';
import { formatDuration } from '../../ui/time-format.ts';
import type { Clock } from './source-words.ts';

export type SpentHour = CoverageAnswer['spent'][number];

const hourMs = 3_600_000;

/** The last 24 hours, oldest first, the running one included: an hour without a call is zero, not absent. */
export function toSpentHours(spent: readonly SpentHour[], now: number): SpentHour[] {
  const by = new Map(spent.map((one) => [Math.floor(one.hour / hourMs), one]));
  const last = Math.floor(now / hourMs);
  return Array.from({ length: 24 }, (_, index) => {
    const hour = last - 23 + index;
    return { hour: hour * hourMs, people: by.get(hour)?.people ?? 0, background: by.get(hour)?.background ?? 0 };
  });
}

export function sumSpent(hours: readonly SpentHour[]): { people: number; background: number } {
  const sum = (of: 'people' | 'background') => hours.reduce((all, hour) => all + hour[of], 0);
  return { people: sum('people'), background: sum('background') };
}

/** `2,938 of 3,000 calls left this hour; resets 14:31:00.` */
export function toQuotaWords(quota: Connection['quota'], clock: Clock): string {
  if (!quota) return 'How many calls are left is not known.';
  const { limit, used, windowMs, resetAt } = quota;
  const limited = `${formatCount(limit)} calls`;
  // What was used of a second is over before it is read: then only the limit is worth saying.
  if (windowMs < 60_000) return `At most ${limited} in ${formatDuration(windowMs)}.`;
  const per =
    windowMs === hourMs ? 'this hour' : windowMs === 60_000 ? 'this minute' : `in ${formatDuration(windowMs)}`;
  const resets = resetAt === undefined ? '' : `; resets ${clock(resetAt)}`;
  return `${formatCount(Math.max(0, limit - used))} of ${limited} left ${per}${resets}.`;
}

/** Below a tenth people may have to wait as well. */
export function isNearlySpent(quota: Connection['quota']): boolean {
  return quota !== undefined && quota.windowMs >= 60_000 && quota.limit - quota.used < quota.limit / 10;
}
