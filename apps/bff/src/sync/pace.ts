import type { Quota } from '@watchfloor/connectors';
import type { PassName } from './tables.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** How far back each read of the newest goes: most of what arrives late does so within it. */
export const headMs = 15 * minute;

/** What was read already is read again for what arrived late: near the present often, far back seldom. */
const lookBacks = [
  { name: 'look_back', spanMs: 6 * hour, everyMs: minute },
  { name: 'look_back_day', spanMs: 24 * hour, everyMs: 10 * minute },
  { name: 'look_back_all', spanMs: Number.POSITIVE_INFINITY, everyMs: 6 * hour },
] as const;
/** What is done again takes at most so much of a reader's time. */
const timeShare = 0.1;
/** Of a vendor's allowance, what reading the newest takes while somebody looks. */
const headShare = 0.25;

export interface Pace {
  head: number;
  changes: number;
  open: number;
  /** Each of them takes at most so much of a reader's time. */
  share: number;
  lookBacks: readonly { name: PassName; spanMs: number; everyMs: number }[];
}

/** How often what is read, in ms between two beginnings. @param isWatched somebody looks at what the connection gives */
export function toPace({ limit, windowMs }: Quota, isWatched: boolean): Pace {
  const slower = isWatched ? 1 : 5;
  const head = isWatched ? Math.max(3 * second, windowMs / (limit * headShare)) : 30 * second;
  return {
    head,
    changes: head,
    open: 30 * second * slower,
    share: timeShare,
    lookBacks: lookBacks.map((lookBack) => ({ ...lookBack, everyMs: lookBack.everyMs * slower })),
  };
}

/** The same, where the last one took so long that it would be all that is done. */
export function atLeast(everyMs: number, tookMs: number, share: number): number {
  return Math.max(everyMs, tookMs / share);
}

/** Those that are told: the look-backs are one to who reads of them. */
export function toEvery(pace: Pace): Record<'head' | 'changes' | 'open' | 'look_back', number> {
  return { head: pace.head, changes: pace.changes, open: pace.open, look_back: pace.lookBacks[0]?.everyMs ?? 0 };
}
