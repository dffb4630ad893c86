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

export interface Limiter {
  /**
   * Resolves when a call may leave. People are admitted before background reading, in the order they came.
   * @throws the signal's reason when the caller gave up while waiting
   */
  admit(lane: Lane, signal: AbortSignal): Promise<void>;
  /** The vendor refused: nobody is admitted before then. */
  pauseUntil(epochMs: number): void;
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

interface Waiter {
  admitted: () => void;
  lane: Lane;
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
  let timer: NodeJS.Timeout | undefined;

  function admitWaiting(): void {
    timer = undefined;
    for (;;) {
      const lane: Lane = queues.people.length > 0 ? 'people' : 'background';
      const waiter = queues[lane][0];
      if (!waiter) return;
      const at = now();
      const toleranceMs = lane === 'people' ? burstMs : burstMs * backgroundShare;
      const waitMs = Math.max(theoreticalArrival - toleranceMs, pausedUntil) - at;
      if (waitMs > 0) {
        timer = setTimeout(admitWaiting, Math.ceil(waitMs));
        return;
      }
      theoreticalArrival = Math.max(at, theoreticalArrival) + intervalMs;
      admissions.push(at);
      queues[lane].shift();
      waiter.admitted();
    }
  }

  function usedAt(at: number): number {
    const expired = admissions.findIndex((admittedAt) => admittedAt > at - quota.windowMs);
    admissions.splice(0, expired === -1 ? admissions.length : expired);
    return admissions.length;
  }

  return {
    admit(lane, signal) {
      signal.throwIfAborted();
      return new Promise<void>((resolve, reject) => {
        const waiter: Waiter = {
          lane,
          admitted: () => {
            signal.removeEventListener('abort', giveUp);
            resolve();
          },
        };
        function giveUp(): void {
          const queue = queues[lane];
          queue.splice(queue.indexOf(waiter), 1);
          reject(signal.reason);
        }
        signal.addEventListener('abort', giveUp, { once: true });
        queues[lane].push(waiter);
        // A waiting timer belongs to the head of the queue; somebody from the people's lane may overtake it.
        if (timer && lane === 'people') clearTimeout(timer);
        if (!timer || lane === 'people') admitWaiting();
        usedAt(now());
      });
    },
    pauseUntil(epochMs) {
      pausedUntil = Math.max(pausedUntil, epochMs);
    },
    state() {
      const at = now();
      const state: QuotaState = { ...quota, used: usedAt(at) };
      return pausedUntil > at ? { ...state, resetAt: pausedUntil } : state;
    },
  };
}
