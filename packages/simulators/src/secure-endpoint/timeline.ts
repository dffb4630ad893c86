import { draw, drawInt, hash32 } from '../scenario/prng.ts';
import { storySteps } from '../scenario/stories.ts';
import { appendNoise } from './noise.ts';
import type { EventStore } from './store.ts';
import { toStoryEvents } from './story-records.ts';

export interface TimelineOptions {
  seed: number;
  startMs: number;
  stories: boolean;
  /** Whether the noise goes on; story steps that lie ahead happen either way. */
  live: boolean;
  eventEveryS: number;
}

/** A clock that jumped far ahead brings at most this much noise at once. */
const CATCH_UP_MAX = 20_000;

/** What happens after the start. `catchUp` lets everything happen that is due; cheap when nothing is. */
export function createTimeline(store: EventStore, options: TimelineOptions): { catchUp(): void } {
  const { seed, startMs } = options;
  const waiting = (options.stories ? storySteps : [])
    .filter((step) => step.vendor === 'secure-endpoint')
    .toSorted((a, b) => (a.arrives ?? a.at) - (b.arrives ?? b.at));
  let drawn = 0;
  let nextMs = startMs + gap();

  function gap(): number {
    return Math.max(1, Math.round(-Math.log(1 - draw(hash32(seed, 9300), drawn++)) * options.eventEveryS * 1000));
  }

  function tellStories(now: number): void {
    for (let step = waiting[0]; step && startMs + (step.arrives ?? step.at) * 60_000 <= now; step = waiting[0]) {
      waiting.shift();
      store.insert(toStoryEvents(step, startMs));
    }
  }

  /** A twelfth comes from laptops that were offline, minutes to hours late. Grave is rare, critical the stories' own. */
  function makeNoise(now: number): void {
    for (let made = 0; nextMs <= now && made < CATCH_UP_MAX; made++) {
      const key = hash32(hash32(seed, 9400), store.table.count);
      const lateMs = draw(key, 1) < 0.08 ? 240_000 + drawInt(key, 2, 4 * 3_600_000) : 1000 + drawInt(key, 2, 9000);
      const rows = appendNoise(store, {
        atMs: nextMs - lateMs,
        untilMs: nextMs,
        room: 2,
        mayBeGrave: () => draw(key, 3) < 0.05,
        longAgo: false,
      });
      store.table.settle();
      for (const row of rows) store.noteInsert(row);
      nextMs += gap();
    }
    nextMs = Math.max(nextMs, now);
  }

  return {
    catchUp() {
      const now = store.clock.now();
      tellStories(now);
      if (options.live) makeNoise(now);
    },
  };
}
