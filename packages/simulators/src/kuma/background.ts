import { spreadTimes } from '../scenario/calendar.ts';
import { draw, hash32 } from '../scenario/prng.ts';
import { appendNoiseAlert } from './noise.ts';
import type { KumaStore } from './store.ts';

export interface KumaBackground {
  seed: number;
  alerts: number;
  startMs: number;
  /** Whether more rows than a page holds share one millisecond. */
  burst: boolean;
}

const DAYS = 30;
const HOUR_MS = 3_600_000;
/** More than one page of 250, so that no walk by time alone gets past it. */
const BURST = 300;
/** The last 72 h hold no undecided critical and at most this many undecided high alerts. */
const OPEN_HIGH_MAX = 12;

export function fillBackground(store: KumaStore, { seed, alerts, startMs, burst }: KumaBackground): void {
  const times = spreadTimes({
    seed: hash32(seed, 11),
    count: alerts,
    endMs: startMs,
    days: DAYS,
    burst: burst && alerts >= 1000 ? BURST : 0,
  });
  const statusOf = createStatusRule();
  for (const firstSeen of times) {
    const ageHours = (startMs - firstSeen) / HOUR_MS;
    appendNoiseAlert(store, {
      firstSeen,
      nowMs: startMs,
      priorityMax: 'critical',
      statusOf: (key, priority) => statusOf(key, priority, ageHours),
    });
  }
  store.table.settle();
}

/** Old alerts are mostly closed; of the recent ones the grave are decided and the rest are worked through. */
function createStatusRule(): (key: number, priority: string, ageHours: number) => string {
  let openHigh = 0;
  return (key, priority, ageHours) => {
    const chance = draw(key, 61);
    const kind = draw(key, 62);
    const undecided = kind < 0.6 ? 'new' : kind < 0.9 ? 'assigned' : 'escalated';
    if (priority === 'critical') return 'closed';
    if (priority === 'high') {
      // By any of its times, so also where an old one was seen again within the 72 h.
      if (ageHours > 120 && chance < 0.1) return 'escalated';
      if (ageHours > 72 || openHigh >= OPEN_HIGH_MAX || chance > 0.4) return 'closed';
      openHigh++;
      return undecided;
    }
    if (ageHours > 7 * 24) return chance < 0.03 ? undecided : 'closed';
    if (ageHours > 72) return chance < 0.12 ? undecided : 'closed';
    return chance < (ageHours < 12 ? 0.75 : 0.35) ? undecided : 'closed';
  };
}
