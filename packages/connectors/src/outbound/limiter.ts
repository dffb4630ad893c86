import { ConnectorError } from '../errors.ts';
import { failuresMax } from './breaker.ts';
import type { CallObserver } from './call-observer.ts';
import {
  type Broken,
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

export interface Admission {
  /** `performance.now()` before which it was not given. */
  at: number;
  /** The vendor failed until now: how this call ends decides for everybody, and has to be told. */
  isProbe: boolean;
}

export interface Limiter {
  /**
   * Resolves when a call may leave. People are admitted before background reading, in the order they came.
   * @throws the signal's reason when the caller gave up while waiting; ConnectorError `rate_limited` when the vendor's
   *   limit is used up for longer than anybody waits, or than to `waitUntil`, epoch ms; `paused` where the vendor is
   *   left alone because it fails, or nothing can be counted
   */
  admit(lane: Lane, signal: AbortSignal, waitUntil?: number): Promise<Admission>;
  /** The vendor refused: nobody is admitted for that long. */
  pause(ms: number): void;
  /** The vendor fails: it is left alone, and then probed by one call of all. @param why its last failure */
  broke(why: string): void;
  /** The probe was answered. */
  mended(): void;
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
  admitted: (admission: Admission) => void;
  refused: (error: unknown) => void;
  waitUntil: number;
}

/** What is told to the ledger with the next question. */
interface Telling {
  told?: QuotaTold | undefined;
  pausedUntil: number;
  brokeBy?: string | undefined;
  mended?: boolean | undefined;
}

const lanes = ['people', 'background'] as const;

/**
 * Those of this process who wait for the ledger. One question to it is under way at a time and asks for everybody, and
 * none is asked before the time it named.
 */
export function createLimiter(
  quota: Quota,
  ledger: QuotaLedger,
  now: () => number = Date.now,
  onBreaker?: CallObserver['breaker'],
): Limiter {
  const { intervalMs, toleranceMs } = toPace(quota);
  const queues: Record<Lane, Waiter[]> = { people: [], background: [] };
  let last: { ruling: Ruling; at: number } | undefined;
  let toTell: Telling = { pausedUntil: 0 };
  let breaker: Parameters<CallObserver['breaker']>[0] = 'closed';
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
      brokeBy: telling.brokeBy,
      mended: telling.mended,
    };
    try {
      const ruling = await ledger.ask(request);
      last = { ruling, at: now() };
      sayBreaker(ruling.broken);
      const { isProbe } = ruling;
      for (const lane of lanes)
        for (const { admitted } of queues[lane].splice(0, ruling.admitted[lane])) admitted({ at: sentAt, isProbe });
      refuseImpatient();
    } catch (error) {
      // What the vendor said is told the next time, unless it has said something since.
      const pausedUntil = Math.max(toTell.pausedUntil, telling.pausedUntil);
      const isNewer = toTell.brokeBy !== undefined || toTell.mended;
      toTell = { ...telling, ...(isNewer && toTell), told: toTell.told ?? telling.told, pausedUntil };
      last = undefined;
      for (const lane of lanes) for (const { refused } of queues[lane].splice(0)) refused(notCounted(error));
    }
  }

  function sayBreaker(broken: Broken | null): void {
    const state = broken ? (broken.isProbed ? 'half_open' : 'open') : 'closed';
    if (state !== breaker) onBreaker?.(state);
    breaker = state;
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
    const { broken } = last.ruling;
    // While somebody probes, whoever can wait for that waits.
    const leftMs = broken && !broken.isProbed ? broken.ms - (at - last.at) : 0;
    if (broken && leftMs > 0) {
      for (const lane of lanes)
        for (const { refused } of queues[lane].splice(0)) refused(leftAlone(broken.why, leftMs));
      return;
    }
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
      return new Promise<Admission>((resolve, reject) => {
        const leave = () => signal.removeEventListener('abort', giveUp);
        const waiter: Waiter = {
          waitUntil,
          admitted: (admission) => (leave(), resolve(admission)),
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
    broke(why) {
      toTell = { ...toTell, brokeBy: why, mended: false };
      void ask();
    },
    mended() {
      toTell = { ...toTell, brokeBy: undefined, mended: true };
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

function leftAlone(why: string, ms: number): ConnectorError {
  const message = `${why} It failed ${failuresMax} times in a row and is left alone for a moment.`;
  return new ConnectorError('paused', message, { retryAfterMs: ms });
}

function notCounted(cause: unknown): ConnectorError {
  const message = 'The database does not answer, so calls cannot be counted and none is made.';
  return new ConnectorError('paused', message, { retryAfterMs: 1_000, cause });
}
