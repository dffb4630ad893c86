import { spreadTimes } from '../scenario/calendar.ts';
import { draw, drawInt, hash32 } from '../scenario/prng.ts';
import { priorityLabelOf } from './alarm-templates.ts';
import { appendNoiseAlarm, appendNoiseEvent } from './noise.ts';
import type { UsmStore } from './store.ts';

export interface BackgroundOptions {
  seed: number;
  alarms: number;
  /** All events together, those of the background's alarms included. */
  events: number;
  startMs: number;
  /** Whether a hundred rows and more share one millisecond. */
  burst: boolean;
}

const ALARM_DAYS = 30;
const EVENT_DAYS = 7;
const HOUR_MS = 3_600_000;
/** The last 72 h hold no undecided critical and at most this many undecided high alarms. */
const OPEN_HIGH_MAX = 12;

export function fillBackground(store: UsmStore, options: BackgroundOptions): void {
  const { seed, startMs } = options;
  const burst = options.burst ? 130 : 0;
  const alarmTimes = spreadTimes({
    seed: hash32(seed, 1),
    count: options.alarms,
    endMs: startMs,
    days: ALARM_DAYS,
    burst: options.alarms >= 1000 ? burst : 0,
  });
  const statusOf = createStatusRule();
  for (const [index, occurred] of alarmTimes.entries()) {
    const received = receivedAfter(hash32(seed, index), occurred, startMs);
    const ageHours = (startMs - occurred) / HOUR_MS;
    appendNoiseAlarm(store, {
      occurred,
      received,
      priorityMax: 100,
      statusOf: (key, priority) => statusOf(key, priority, ageHours),
    });
  }
  const count = Math.max(0, options.events - store.events.table.count);
  const eventTimes = spreadTimes({
    seed: hash32(seed, 2),
    count,
    endMs: startMs,
    days: EVENT_DAYS,
    burst: count >= 1000 ? burst : 0,
  });
  for (const [index, occurred] of eventTimes.entries()) {
    appendNoiseEvent(store, occurred, receivedAfter(hash32(seed, ~index), occurred, startMs));
  }
  store.alarms.table.settle();
  store.events.table.settle();
}

/** Usually within a minute; now and then minutes to hours late, as real sensors are. */
function receivedAfter(key: number, occurred: number, nowMs: number): number {
  const late = draw(key, 71) < 0.03;
  const delay = late ? 180_000 + drawInt(key, 72, 4 * HOUR_MS) : 2000 + drawInt(key, 72, 50_000);
  return Math.max(occurred, Math.min(nowMs, occurred + delay));
}

/** Old alarms are mostly closed; of the recent ones the grave are decided and the rest are worked through. */
function createStatusRule(): (key: number, priority: number, ageHours: number) => string {
  let openHigh = 0;
  return (key, priority, ageHours) => {
    const label = priorityLabelOf(priority);
    const chance = draw(key, 61);
    const undecided = draw(key, 62) < 0.2 ? 'in_review' : 'open';
    if (label === 'critical') return 'closed';
    if (ageHours > 7 * 24) return chance < 0.02 ? undecided : 'closed';
    if (ageHours > 72) return chance < 0.09 ? undecided : 'closed';
    if (label === 'high') {
      if (openHigh >= OPEN_HIGH_MAX || chance > 0.3) return 'closed';
      openHigh++;
      return undecided;
    }
    return chance < (ageHours < 12 ? 0.75 : 0.35) ? undecided : 'closed';
  };
}
