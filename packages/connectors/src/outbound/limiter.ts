import { ConnectorError } from '../errors.ts';
import type { Lane } from './client.ts';

/** What a vendor allows for one credential. */
export interface Quota {
  limit: number;
  windowMs: number;
}

export interface QuotaState extends Quota {
  /** Calls admitted within the last window. */
  used: number;
  /** Epoch ms when the vendor is asked again after it refused; absent while it does not refuse. */
  resetAt?: number;
}

/** What a vendor said of its own count. */
export interface QuotaTold {
  /** Calls that it will still answer before the reset. */
  remaining: number;
  /** Milliseconds until it counts from anew; absent where it did not say. */
  resetMs?: number | undefined;
}

export interface Limiter {
  /**
   * Resolves when a call may leave. People are admitted before background reading, in the order they came.
   * @throws the signal's reason when the caller gave up while waiting; ConnectorError `rate_limited` when the vendor's
   *   limit is used up for longer than anybody waits, or than to `waitUntil`, epoch ms
   */
  admit(lane: Lane, signal: AbortSignal, waitUntil?: number): Promise<void>;
  /** The vendor refused: nobody is admitted before then. */
  pauseUntil(epochMs: number): void;
  /** The vendor's own count wins over ours: others may use the same credential. */
  learn(told: QuotaTold): void;
  state(): QuotaState;
}

// Shares of the vendor's limit. What a sliding window can see is `rate + burst + calls in flight` (an admitted call may
// leave late, while its socket connects), so the three together stay below one.
const shortWindow = { rate: 0.75, burst: 0.08 };
// Over an hour, people come in bursts and idle for long; the reserve must last, not smooth.
const longWindow = { rate: 0.5, burst: 0.45 };
const longWindowFromMs = 60_000;

/** Of the burst, what background reading leaves to people. */
const backgroundShare = 0.5;

/** Of what the vendor says is left, the share of the limit that background reading leaves to people. */
const peoplesShare = 0.1;
/** A pause that is longer is an answer of its own: a page would time out without saying why. */
const pauseWaitMaxMs = 5_000;
/** How long a count without a time of reset is believed. */
const toldLifeMs = 60_000;

interface Waiter {
  admitted: () => void;
  refused: (error: ConnectorError) => void;
  waitUntil: number;
}

/**
 * Generic cell rate algorithm (ITU-T I.371), for one process. A token bucket of the vendor's own numbers would send
 * twice the limit within one sliding window; this one is sized so that it cannot.
 */
export function createLimiter(quota: Quota, now: () => number = Date.now): Limiter {
  const share = quota.windowMs >= longWindowFromMs ? longWindow : shortWindow;
  const intervalMs = quota.windowMs / (quota.limit * share.rate);
  const burstMs = Math.max(0, quota.limit * share.burst - 1) * intervalMs;
  const queues: Record<Lane, Waiter[]> = { people: [], background: [] };
  const admissions: number[] = [];
  let theoreticalArrival = 0;
  let pausedUntil = 0;
  let told = { left: Number.POSITIVE_INFINITY, until: 0 };
  let timer: NodeJS.Timeout | undefined;

  function admitWaiting(): void {
    timer = undefined;
    refuseImpatient();
    for (;;) {
      const lane: Lane = queues.people.length > 0 ? 'people' : 'background';
      const waiter = queues[lane][0];
      if (!waiter) return;
      const at = now();
      const pauseMs = pauseEnd(lane, at) - at;
      const toleranceMs = lane === 'people' ? burstMs : burstMs * backgroundShare;
      const waitMs = Math.max(theoreticalArrival - toleranceMs - at, pauseMs);
      if (waitMs > 0) {
        timer = setTimeout(admitWaiting, Math.ceil(waitMs));
        return;
      }
      theoreticalArrival = Math.max(at, theoreticalArrival) + intervalMs;
      admissions.push(at);
      told.left -= 1;
      queues[lane].shift();
      waiter.admitted();
    }
  }

  /** Whoever would time out while the vendor has to be left alone is told so now. */
  function refuseImpatient(): void {
    const at = now();
    for (const lane of ['people', 'background'] as const) {
      const pauseMs = pauseEnd(lane, at) - at;
      const stays = ({ waitUntil }: Waiter) => pauseMs <= Math.max(0, Math.min(pauseWaitMaxMs, waitUntil - at));
      const leaving = queues[lane].filter((waiter) => !stays(waiter));
      queues[lane] = queues[lane].filter(stays);
      for (const waiter of leaving) waiter.refused(usedUp(pauseMs));
    }
  }

  function pauseEnd(lane: Lane, at: number): number {
    const reserve = lane === 'people' ? 0 : quota.limit * peoplesShare;
    return told.until > at && told.left <= reserve ? Math.max(pausedUntil, told.until) : pausedUntil;
  }

  function usedAt(at: number): number {
    const expired = admissions.findIndex((admittedAt) => admittedAt > at - quota.windowMs);
    admissions.splice(0, expired === -1 ? admissions.length : expired);
    return admissions.length;
  }

  return {
    admit(lane, signal, waitUntil = Number.POSITIVE_INFINITY) {
      signal.throwIfAborted();
      return new Promise<void>((resolve, reject) => {
        const waiter: Waiter = {
          waitUntil,
          admitted: () => {
            signal.removeEventListener('abort', giveUp);
            resolve();
          },
          refused: (error) => {
            signal.removeEventListener('abort', giveUp);
            reject(error);
          },
        };
        function giveUp(): void {
          queues[lane] = queues[lane].filter((other) => other !== waiter);
          reject(signal.reason);
        }
        signal.addEventListener('abort', giveUp, { once: true });
        queues[lane].push(waiter);
        refuseImpatient();
        // A waiting timer belongs to the head of the queue; somebody from the people's lane may overtake it.
        if (timer && lane === 'people') clearTimeout(timer);
        if (!timer || lane === 'people') admitWaiting();
        usedAt(now());
      });
    },
    pauseUntil(epochMs) {
      pausedUntil = Math.max(pausedUntil, epochMs);
      refuseImpatient();
    },
    learn({ remaining, resetMs }) {
      told = { left: remaining, until: now() + (resetMs ?? toldLifeMs) };
    },
    state() {
      const at = now();
      const used = told.until > at ? Math.max(0, quota.limit - told.left) : usedAt(at);
      const pausedTo = pauseEnd('people', at);
      return pausedTo > at ? { ...quota, used, resetAt: pausedTo } : { ...quota, used };
    },
  };
}

function usedUp(pauseMs: number): ConnectorError {
  return new ConnectorError('rate_limited', 'Its rate limit is used up.', { retryAfterMs: pauseMs });
}
