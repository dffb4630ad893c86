import { spreadTimes } from '../scenario/calendar.ts';
import { draw, drawInt, hash32 } from '../scenario/prng.ts';
import { storySteps } from '../scenario/stories.ts';
import { CLOSE, severityIds, UPDATE } from './enums.ts';
import { appendNoiseFinding } from './noise.ts';
import type { LeenStore } from './store.ts';
import { toStoryFinding } from './story-records.ts';
import type { LeenSwitches } from './switches.ts';

export interface TimelineOptions {
  seed: number;
  startMs: number;
  /** Background findings over 30 days, up to the last sync before the start. */
  findings: number;
  stories: boolean;
  /** Whether the background goes on. */
  live: boolean;
  /** Mean seconds between two findings by the provider's clock. */
  findingEveryS: number;
  refreshIntervalS: number;
}

export interface Timeline {
  /** Lets everything happen that is due at the scenario's time. Cheap when nothing is. */
  catchUp(): void;
  /** A sync now, whatever the schedule; nothing where the connection is not healthy. */
  sync(): void;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const DAYS = 30;
/** A clock that jumped far ahead brings at most this much noise at once. */
const CATCH_UP_MAX = 20_000;
/** The last 72 h hold no critical and at most this many high findings. */
const RECENT_HIGH_MAX = 8;
/** One sync falls on minute 2, where the story of the borrowed sign-in has its late finding. */
const SYNC_AT_MINUTE = 2;
const { MEDIUM = 3, HIGH = 4, FATAL = 6 } = severityIds;

/**
 * Leen shows a cache: what the provider saw reaches the list with the next sync, hours later. Story steps are told at
 * their own minute, as if a sync had just run, since the demo needs its four sources at one time.
 */
export function createTimeline(store: LeenStore, switches: LeenSwitches, options: TimelineOptions): Timeline {
  const { seed, startMs } = options;
  const intervalMs = options.refreshIntervalS * 1000;
  const phase = startMs + SYNC_AT_MINUTE * MINUTE_MS;
  const syncAfter = (time: number) => phase + Math.ceil((time - phase) / intervalMs) * intervalMs;
  const steps = options.stories ? storySteps.filter(({ vendor }) => vendor === 'leen') : [];
  const waiting = steps.toSorted((a, b) => (a.arrives ?? a.at) - (b.arrives ?? b.at));
  let lastSync = syncAfter(startMs) - intervalMs;
  let nextSync = lastSync + intervalMs;
  let nextFinding = lastSync;
  let drawn = 0;
  fill();

  function fill(): void {
    const { findings: count } = options;
    let recentHigh = 0;
    for (const created of spreadTimes({ seed: hash32(seed, 3), count, endMs: lastSync, days: DAYS, burst: 0 })) {
      const recent = startMs - created < 4 * DAY_MS;
      const severityMax = recent ? (recentHigh < RECENT_HIGH_MAX ? HIGH : MEDIUM) : FATAL;
      const rows = appendNoiseFinding(store, { created, untilMs: lastSync, syncedAt: syncAfter, severityMax });
      if (recent && store.table.severityId[rows[0] ?? 0] === HIGH) recentHigh++;
    }
    store.table.settle();
  }

  function tellStories(now: number): void {
    const due = () => waiting.findIndex((step) => startMs + (step.arrives ?? step.at) * MINUTE_MS <= now);
    for (let index = due(); index >= 0; index = due()) {
      const [step] = waiting.splice(index, 1);
      if (step) store.insert([toStoryFinding(step, startMs)]);
    }
  }

  function pull(at: number): void {
    if (options.live) makeNoise(at);
    lastSync = at;
  }

  /** What the provider found since the last sync arrives at once; some earlier findings have changed there. */
  function makeNoise(at: number): void {
    const before = store.table.count;
    for (let made = 0; nextFinding < at && made < CATCH_UP_MAX; made++) {
      const key = hash32(hash32(seed, 9300), drawn++);
      const severityMax = draw(key, 1) < 0.04 ? HIGH : MEDIUM;
      appendNoiseFinding(store, { created: nextFinding, untilMs: at, syncedAt: () => at, severityMax });
      nextFinding += Math.max(1, Math.round(-Math.log(1 - draw(key, 2)) * options.findingEveryS * 1000));
    }
    nextFinding = Math.max(nextFinding, at);
    store.table.settle();
    for (let row = before; row < store.table.count; row++) store.noteInsert(row);
    followUp(at, before);
  }

  function followUp(at: number, before: number): void {
    const fresh = store.table.count - before;
    const chosen = new Set<number>();
    const wanted = before === 0 ? 0 : Math.min(20, fresh / 3);
    for (let n = 0; n < wanted; n++) {
      chosen.add(before - 1 - drawInt(hash32(seed, 9400), drawn++, Math.min(before, 60)));
    }
    for (const row of chosen) {
      const uid = store.uidOf(store.table.finding[row] ?? 0);
      // The stories are left to us, and what is closed stays closed.
      const rows = store.rowsOf(uid);
      if (store.records.has(row) || rows.some((other) => store.table.activity[other] === CLOSE)) continue;
      const time = lastSync + Math.floor((at - lastSync) * draw(hash32(seed, 9500), drawn++));
      store.follow([uid], drawn % 3 === 0 ? UPDATE : CLOSE, {
        time,
        finding_info: { last_seen_time: time, modified_time: time },
        metadata: { modified_time: time, processed_time: at },
        _synced: at,
      });
    }
  }

  return {
    catchUp() {
      const now = store.clock.now();
      for (; nextSync <= now; nextSync += intervalMs) if (switches.health === 'HEALTHY') pull(nextSync);
      if (switches.health === 'HEALTHY') tellStories(now);
    },
    sync() {
      if (switches.health !== 'HEALTHY') return;
      pull(store.clock.now());
      tellStories(store.clock.now());
    },
  };
}
