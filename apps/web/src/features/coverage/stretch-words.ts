import { formatDuration } from '../../ui/time-format.ts';
import type { Moment } from './moment.ts';
import type { Stretch } from './stretches.ts';

export const stretchStateWords: Record<Stretch['state'], string> = {
  read: 'read whole',
  never: 'never read',
  since: 'not read yet',
};

/** `12 Nov 09:15 – 14:02:08: read whole, last 3 s ago` */
export function toStretchWords({ from, to, state, readAt }: Stretch, { now, clock }: Moment): string {
  const last = readAt === null ? '' : `, last ${toAgo(readAt, now)}`;
  return `${clock(from)} – ${clock(to)}: ${stretchStateWords[state]}${last}`;
}

export const toAgo = (at: number, now: number) => `${formatDuration(Math.max(0, now - at))} ago`;
