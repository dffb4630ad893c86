import { spreadTimes } from '../scenario/calendar.ts';
import { hash32 } from '../scenario/prng.ts';
import { eventShapes, shapeIndex } from './event-shapes.ts';
import { appendNoise, type Wanted } from './noise.ts';
import type { EventStore } from './store.ts';

export interface BackgroundOptions {
  seed: number;
  events: number;
  startMs: number;
  /** Whether a hundred rows and more begin in one millisecond. */
  burst: boolean;
}

const DAYS = 30;
const RECENT_MS = 72 * 3_600_000;
/** Nothing is ever decided at this vendor, so the last 72 h hold no critical and at most this many grave rows. */
const RECENT_GRAVE_MAX = 12;

export function fillBackground(store: EventStore, { seed, events, startMs, burst }: BackgroundOptions): void {
  const times = spreadTimes({
    seed: hash32(seed, 3),
    count: events,
    endMs: startMs - 4000,
    days: DAYS,
    burst: burst && events >= 1000 ? 130 : 0,
  });
  const samples = everyKind();
  let grave = RECENT_GRAVE_MAX;
  while (store.table.count < events) {
    const row = store.table.count;
    const atMs = times[row] ?? startMs;
    const recent = startMs - atMs < RECENT_MS + 60_000;
    // Thin them out, or the first hours of the three days would take them all.
    const may = () => !recent || (hash32(seed, row) % 10 === 0 && grave > 0 && grave-- > 0);
    const room = events - row;
    const wanted = samples.shift();
    appendNoise(store, { atMs, untilMs: startMs, room, mayBeGrave: may, longAgo: !recent, wanted });
  }
  store.table.settle();
}

/** The oldest rows are one of each kind, so that even a small background has them all. */
function everyKind(): Wanted[] {
  const each = eventShapes.flatMap(({ weight }, shape): Wanted[] => (weight > 0 ? [{ shape }] : []));
  const chained = ['threatDetected', 'retrospectiveDetection'] as const;
  const followed = chained.flatMap((type): Wanted[] => [
    { shape: shapeIndex(type), follower: 'succeeded' },
    { shape: shapeIndex(type), follower: 'failed' },
  ]);
  return [...each, ...followed, { shape: shapeIndex('threatDetected'), follower: 'pack' }];
}
