import { draw, drawInt, hash32 } from '../scenario/prng.ts';
import { storySteps } from '../scenario/stories.ts';
import { appendNoiseAlarm, appendNoiseEvent } from './noise.ts';
import type { UsmStore } from './store.ts';
import { toStoryRecords } from './story-records.ts';

export interface TimelineOptions {
  seed: number;
  startMs: number;
  stories: boolean;
  /** Whether the noise goes on; story steps that lie ahead happen either way. */
  live: boolean;
  alarmEveryS: number;
  eventsPerS: number;
}

export interface Timeline {
  /** Lets everything happen that is due at the scenario's time. Cheap when nothing is. */
  catchUp(): void;
}

/** A clock that jumped far ahead brings at most this much noise at once. */
const CATCH_UP_MAX = 20_000;
const TRIAGE_EVERY_MS = 45_000;
const HOUR_MS = 3_600_000;

/** What happens after the start: story steps at their minute, then the noise at its pace, and colleagues' triage. */
export function createTimeline(store: UsmStore, options: TimelineOptions): Timeline {
  const { seed, startMs } = options;
  const pending = options.stories ? storySteps.filter((step) => step.vendor === 'usm-anywhere') : [];
  const waiting = pending.toSorted((a, b) => (a.arrives ?? a.at) - (b.arrives ?? b.at));
  let drawn = 0;
  let nextAlarm = startMs + gap(options.alarmEveryS * 1000);
  let nextEvent = startMs + gap(1000 / options.eventsPerS);
  let nextTriage = startMs + TRIAGE_EVERY_MS;

  function gap(meanMs: number): number {
    return Math.max(1, Math.round(-Math.log(1 - draw(hash32(seed, 9000), drawn++)) * meanMs));
  }

  function tellStories(now: number): void {
    for (let step = waiting[0]; step && startMs + (step.arrives ?? step.at) * 60_000 <= now; step = waiting[0]) {
      waiting.shift();
      const { alarms, events } = toStoryRecords(step, startMs);
      store.insertAlarms(alarms);
      store.insertEvents(events);
    }
  }

  function makeNoise(now: number): void {
    for (let made = 0; nextEvent <= now && made < CATCH_UP_MAX; made++) {
      const row = appendNoiseEvent(store, nextEvent - 4000, nextEvent);
      store.events.table.settle();
      store.noteInsert('events', row);
      nextEvent += gap(1000 / options.eventsPerS);
    }
    for (let made = 0; nextAlarm <= now && made < CATCH_UP_MAX; made++) {
      addAlarm(nextAlarm);
      nextAlarm += gap(options.alarmEveryS * 1000);
    }
    nextEvent = Math.max(nextEvent, now);
    nextAlarm = Math.max(nextAlarm, now);
  }

  /** Every twelfth is minutes to hours late; graver than high comes from the stories alone, high is rare. */
  function addAlarm(received: number): void {
    const key = hash32(hash32(seed, 9100), store.alarms.table.count);
    const delay = draw(key, 1) < 0.08 ? 240_000 + drawInt(key, 2, 4 * HOUR_MS) : 3000 + drawInt(key, 2, 25_000);
    const priorityMax = draw(key, 3) < 0.3 ? 85 : 66;
    const row = appendNoiseAlarm(store, { occurred: received - delay, received, priorityMax, statusOf: () => 'open' });
    store.alarms.table.settle();
    store.events.table.settle();
    for (const eventRow of store.eventRowsOf(row)) store.noteInsert('events', eventRow);
    store.noteInsert('alarms', row);
  }

  /** Colleagues in the vendor's own console take an alarm into review or close it. The stories are left to us. */
  function triage(now: number): void {
    for (; nextTriage <= now; nextTriage += TRIAGE_EVERY_MS) {
      const { table } = store.alarms;
      const index = table.listed - 1 - drawInt(hash32(seed, 9200), drawn++, Math.max(1, Math.min(table.listed, 800)));
      const row = table.order[index];
      if (row === undefined || index < 0 || store.alarms.records.has(row)) continue;
      const status = table.textOf('status', row);
      if (status === 'closed' || status === '') continue;
      store.setStatus([store.alarms.idOf(row)], status === 'open' && drawn % 3 === 0 ? 'in_review' : 'closed');
    }
  }

  return {
    catchUp() {
      const now = store.clock.now();
      tellStories(now);
      if (!options.live) return;
      makeNoise(now);
      triage(now);
    },
  };
}
