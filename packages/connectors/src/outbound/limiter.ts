import { ConnectorError } from '../errors.ts';
import {
  type Lane,
  type LedgerRequest,
  type Quota,
  type QuotaLedger,
  type QuotaTold,
  type Ruling,
  toPace,
} from './ledger.ts';

export interface QuotaState extends Quota {
  /** Calls admitted within the last window. */
  used: number;
  /** Epoch ms when the vendor is asked again after it refused; absent while it does not refuse. */
  resetAt?: number;
}

export interface Limiter {
  /**
   * Resolves when a call may leave, with the time (`performance.now()`) before which it was not admitted. People are
   * admitted before background reading, in the order they came.
   * @throws the signal's reason when the caller gave up while waiting; ConnectorError `rate_limited` when the vendor's
   *   limit is used up for longer than anybody waits, or than to `waitUntil`, epoch ms; `paused` where nothing can be
   *   counted
   */
  admit(lane: Lane, signal: AbortSignal, waitUntil?: number): Promise<number>;
  /** The vendor refused: nobody is admitted for that long. */
  pause(ms: number): void;
  /** The vendor's own count wins over ours: others may use the same credential. */
  learn(told: QuotaTold): void;
  /** As the ledger said it last; it is asked anew for the next time. */
  state(): QuotaState;
}

/** A pause that is longer is an answer of its own: a page would time out without saying why. */
const pauseWaitMaxMs = 5_000;
/** What the ledger said is not believed for longer: others may have changed it. */
const believedMs = 1_000;

interface Waiter {
  admitted: (at: number) => void;
  refused: (error: unknown) => void;
  waitUntil: number;
}

const lanes = ['people', 'background'] as const;

/**
 * Those of this process who wait for the ledger. One question to it is under way at a time and asks for everybody, and
 * none is asked before the time it named.
 */
export function createLimiter(quota: Quota, ledger: QuotaLedger, now: () => number = Date.now): Limiter {
  const { intervalMs, toleranceMs } = toPace(quota);
  const queues: Record<Lane, Waiter[]> = { people: [], background: [] };
  let last: { ruling: Ruling; at: number } | undefined;
  let toTell: { told?: QuotaTold | undefined; pausedUntil: number } = { pausedUntil: 0 };
  let asking = false;
  let askAgain = false;
  let timer: NodeJS.Timeout | undefined;

  async function ask(): Promise<void> {
    askAgain = true;
    if (asking) return;
    asking = true;
    clearTimeout(timer);
    timer = undefined;
    // Those who came meanwhile are asked for unless it is known that they have to wait.
    while (askAgain || lanes.some((lane) => queues[lane].length > 0 && blockedMs(lane) === 0)) {
      askAgain = false;
      await askOnce();
    }
    asking = false;
    waitOn();
  }

  async function askOnce(): Promise<void> {
    const sentAt = performance.now();
    const telling = toTell;
    toTell = { pausedUntil: 0 };
    const request: LedgerRequest = {
      wanted: { people: queues.people.length, background: queues.background.length },
      pauseMs: Math.max(0, telling.pausedUntil - now()),
      told: telling.told,
    };
    try {
      const ruling = await ledger.ask(request);
      last = { ruling, at: now() };
      for (const lane of lanes)
        for (const { admitted } of queues[lane].splice(0, ruling.admitted[lane])) admitted(sentAt);
      refuseImpatient();
    } catch (error) {
      // What the vendor said is told the next time, unless it has said something since.
      toTell = { told: toTell.told ?? telling.told, pausedUntil: Math.max(toTell.pausedUntil, telling.pausedUntil) };
      last = undefined;
      for (const lane of lanes) for (const { refused } of queues[lane].splice(0)) refused(notCounted(error));
    }
  }

  /** Until the lane may be admitted, by what is known. */
  function blockedMs(lane: Lane): number {
    if (!last) return 0;
    const sinceMs = now() - last.at;
    // Believed for a moment only; nor where our own clock was set.
    return sinceMs < 0 || sinceMs >= believedMs ? 0 : Math.max(0, last.ruling.waitMs[lane] - sinceMs);
  }

  function waitOn(): void {
    clearTimeout(timer);
    timer = undefined;
    const waits = lanes.filter((lane) => queues[lane].length > 0).map((lane) => blockedMs(lane) + gatherMs(lane));
    if (waits.length > 0) timer = setTimeout(() => void ask(), Math.ceil(Math.min(believedMs, ...waits)));
  }

  /** Several who wait are asked for together, as far as that lets no place pass by unused. */
  function gatherMs(lane: Lane): number {
    const togetherMax = Math.round(toleranceMs[lane] / intervalMs / 2);
    return Math.max(0, Math.min(queues[lane].length, togetherMax) - 1) * intervalMs;
  }

  /** Whoever would time out while the vendor has to be left alone is told so now. */
  function refuseImpatient(): void {
    if (!last) return;
    const at = now();
    for (const lane of lanes) {
      const pauseMs = last.ruling.pauseMs[lane] - (at - last.at);
      const stays = ({ waitUntil }: Waiter) => pauseMs <= Math.max(0, Math.min(pauseWaitMaxMs, waitUntil - at));
      const leaving = queues[lane].filter((waiter) => !stays(waiter));
      queues[lane] = queues[lane].filter(stays);
      for (const { refused } of leaving) refused(usedUp(pauseMs));
    }
  }

  return {
    admit(lane, signal, waitUntil = Number.POSITIVE_INFINITY) {
      signal.throwIfAborted();
      return new Promise<number>((resolve, reject) => {
        const leave = () => signal.removeEventListener('abort', giveUp);
        const waiter: Waiter = {
          waitUntil,
          admitted: (at) => (leave(), resolve(at)),
          refused: (error) => (leave(), reject(error)),
        };
        function giveUp(): void {
          queues[lane] = queues[lane].filter((other) => other !== waiter);
          if (!asking) waitOn();
          reject(signal.reason);
        }
        signal.addEventListener('abort', giveUp, { once: true });
        queues[lane].push(waiter);
        if (asking) return;
        if (blockedMs(lane) === 0) void ask();
        else {
          refuseImpatient();
          waitOn();
        }
      });
    },
    pause(ms) {
      toTell.pausedUntil = Math.max(toTell.pausedUntil, now() + ms);
      void ask();
    },
    learn(told) {
      toTell.told = told;
      void ask();
    },
    state() {
      const at = now();
      if (!last || at - last.at >= believedMs) void ask();
      if (!last) return { ...quota, used: 0 };
      const { used, pauseMs } = last.ruling;
      const resetAt = last.at + pauseMs.people;
      return pauseMs.people > 0 && resetAt > at ? { ...quota, used, resetAt } : { ...quota, used };
    },
  };
}

function usedUp(pauseMs: number): ConnectorError {
  return new ConnectorError('rate_limited', 'Its rate limit is used up.', { retryAfterMs: pauseMs });
}

function notCounted(cause: unknown): ConnectorError {
  const message = 'The database does not answer, so calls cannot be counted and none is made.';
  return new ConnectorError('paused', message, { retryAfterMs: 1_000, cause });
}
