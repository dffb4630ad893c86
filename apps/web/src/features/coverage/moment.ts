import { useZone } from '../../lib/time.ts';
import { formatTime } from '../../ui/time-format.ts';

/** When the page was answered, and how it writes times. */
export interface Moment {
  /** By the server's clock; epoch ms. */
  now: number;
  zone: string;
  clock: (at: number) => string;
}

export function useMoment(now: number): Moment {
  const zone = useZone();
  return { now, zone, clock: (at) => formatTime(at, zone, now) };
}
