import { formatDuration } from '../../ui/time-format.ts';
import type { Moment } from './moment.ts';
import type { Stretch } from './stretches.ts';

/** `12 Nov 09:15 – 14:02:08: read whole 3 s ago`. */
export function toStretchWords({ from, to, readAt }: Stretch, { now, clock }: Moment): string {
  const read = readAt === null ? 'never read' : `read whole, last ${toAgo(readAt, now)}`;
  return `${clock(from)} – ${clock(to)}: ${read}`;
}

export const toAgo = (at: number, now: number) => `${formatDuration(Math.max(0, now - at))} ago`;
