/** Who waits: people come before background reading. */
export type Lane = 'people' | 'background';

/** What a vendor allows for one credential. */
export interface Quota {
  limit: number;
  windowMs: number;
}

/** What a vendor said of its own count. */
export interface QuotaTold {
  /** Calls that it will still answer before the reset. */
  remaining: number;
  /** Milliseconds until it counts from anew; absent where it did not say. */
  resetMs?: number | undefined;
}

export interface LedgerRequest {
  /** How many calls of each lane would leave now. */
  wanted: Record<Lane, number>;
  /** The vendor refused: it is left alone for at least that long. */
  pauseMs?: number | undefined;
  told?: QuotaTold | undefined;
  /** The vendor failed again and again, lastly for this reason: it is left alone by everybody. */
  brokeBy?: string | undefined;
  /** It answered a probe. */
  mended?: boolean | undefined;
}

/** A vendor that is left alone because it failed. */
export interface Broken {
  /** Until somebody may probe. */
  ms: number;
  /** Its last failure, in words. */
  why: string;
  /** Somebody asks it just now, to see whether it answers again. */
  isProbed: boolean;
}

export interface Ruling {
  /** How many may leave now. Where `broken` is probed by the asker, that is the one. */
  admitted: Record<Lane, number>;
  /** Until another call of that lane may leave, if nobody else takes its place. */
  waitMs: Record<Lane, number>;
  /** The part of it for which the vendor has to be left alone; 0 where it is only the pace. */
  pauseMs: Record<Lane, number>;
  /** Calls within the last window: the vendor's count where it tells it, else about ours. */
  used: number;
  broken: Broken | null;
  /** Who is admitted by this ruling probes for everybody. */
  isProbe: boolean;
}

/** Where the calls of one credential are counted. Everybody who uses the credential has to ask the same one. */
export interface QuotaLedger {
  /** Admits what may leave at this moment and reserves nothing for later. @throws what keeps it from counting */
  ask(request: LedgerRequest): Promise<Ruling>;
}

export interface Pace {
  intervalMs: number;
  /** How far the theoretical arrival may be ahead of the clock. */
  toleranceMs: Record<Lane, number>;
  /** Of what the vendor says is left, the calls that a lane leaves alone. */
  reserve: Record<Lane, number>;
}

// Shares of the vendor's limit. Within a sliding window it sees `rate * (window + delay) + burst` at most, where the
// delay is between an admission and its arrival: of 100 in a second, 82 and 5 leave 158 ms for it.
const shortWindow = { rate: 0.82, burst: 0.05 };
// Over an hour, people come in bursts and idle for long; the reserve must last, not smooth.
const longWindow = { rate: 0.5, burst: 0.45 };
const longWindowFromMs = 60_000;
/** Of the burst, what background reading leaves to people. People of every process find it free. */
const backgroundShare = 0.5;
/** Of what the vendor says is left, the share of the limit that background reading leaves to people. */
const peoplesShare = 0.1;

/** How long a count without a time of reset is believed. */
export const toldLifeMs = 60_000;
/** Calls that may be under way when the vendor says its count: the lower of two counts closer than this is right. */
export const underWayMax = 64;
/** A reset is told in whole seconds, so that the same one may be told a little later. */
export const sameResetMs = 2_500;
/** How long a vendor that fails is left alone; then one call probes, and no other one for as long again. */
export const brokenMs = 10_000;
/** While somebody probes, it is looked after whether the vendor answered. */
const probedLookMs = 250;

/** Until it is worth asking again because of a broken vendor. */
export function toBrokenWaitMs(broken: Broken | null): number {
  if (!broken) return 0;
  return broken.isProbed ? Math.min(broken.ms, probedLookMs) : broken.ms;
}

export function toPace({ limit, windowMs }: Quota): Pace {
  const share = windowMs >= longWindowFromMs ? longWindow : shortWindow;
  const intervalMs = windowMs / (limit * share.rate);
  const burstMs = Math.max(0, limit * share.burst - 1) * intervalMs;
  return {
    intervalMs,
    toleranceMs: { people: burstMs, background: burstMs * backgroundShare },
    reserve: { people: 0, background: limit * peoplesShare },
  };
}

/**
 * Generic cell rate algorithm (ITU-T I.371), counted in this process alone. A token bucket of the vendor's own numbers
 * would send twice the limit within one sliding window; this one is sized so that it cannot.
 */
export function createLedger(quota: Quota, now: () => number = Date.now): QuotaLedger {
  const { intervalMs, toleranceMs, reserve } = toPace(quota);
  let arrival = 0;
  let pausedUntil = 0;
  let left = Number.POSITIVE_INFINITY;
  let leftUntil = 0;
  let broken: { until: number; why: string; isProbed: boolean } | undefined;
  // Two neighbouring windows of the clock, as an estimate of the sliding one.
  let slot = 0;
  let inSlot = 0;
  let inSlotBefore = 0;

  function learn(at: number, { remaining, resetMs = toldLifeMs }: QuotaTold): void {
    const isSame = leftUntil > at && at + resetMs <= leftUntil + sameResetMs && remaining - left < underWayMax;
    left = isSame ? Math.min(left, remaining) : remaining;
    leftUntil = at + resetMs;
  }

  function admit(at: number, lane: Lane, wanted: number): number {
    if (pausedUntil > at) return 0;
    const slackMs = at + toleranceMs[lane] - Math.max(at, arrival);
    const conforming = slackMs < 0 ? 0 : Math.floor(slackMs / intervalMs) + 1;
    const unspent = leftUntil > at ? Math.max(0, Math.ceil(left - reserve[lane])) : wanted;
    const admitted = Math.min(wanted, conforming, unspent);
    if (admitted > 0) arrival = Math.max(at, arrival) + admitted * intervalMs;
    inSlot += admitted;
    left -= admitted;
    return admitted;
  }

  function count(at: number): void {
    const current = Math.floor(at / quota.windowMs);
    if (current === slot) return;
    inSlotBefore = current === slot + 1 ? inSlot : 0;
    inSlot = 0;
    slot = current;
  }

  function usedAt(at: number): number {
    if (leftUntil > at) return Math.max(0, quota.limit - left);
    return Math.round(inSlot + inSlotBefore * (1 - (at / quota.windowMs - slot)));
  }

  function pauseOf(at: number, lane: Lane): number {
    const spent = leftUntil > at && left <= reserve[lane] ? leftUntil : 0;
    return Math.max(0, pausedUntil - at, spent - at);
  }

  return {
    ask({ wanted, pauseMs = 0, told, brokeBy, mended }) {
      const at = now();
      // A clock that was set back must not stop everybody for as long as it was.
      arrival = Math.min(arrival, at + toleranceMs.people + intervalMs);
      if (pauseMs > 0) pausedUntil = Math.max(pausedUntil, at + pauseMs);
      if (told) learn(at, told);
      if (mended) broken = undefined;
      if (brokeBy !== undefined) broken = { until: at + brokenMs, why: brokeBy, isProbed: false };
      count(at);
      const may = broken ? probeOf(wanted, broken.until, at) : wanted;
      const people = admit(at, 'people', may.people);
      const background = admit(at, 'background', may.background);
      const isProbe = broken !== undefined && people + background > 0;
      if (broken && isProbe) broken = { ...broken, until: at + brokenMs, isProbed: true };
      const left = broken ? { ms: Math.max(0, broken.until - at), why: broken.why, isProbed: broken.isProbed } : null;
      const pauses = { people: pauseOf(at, 'people'), background: pauseOf(at, 'background') };
      const wait = (lane: Lane) => Math.max(0, arrival - at - toleranceMs[lane], pauses[lane], toBrokenWaitMs(left));
      return Promise.resolve({
        admitted: { people, background },
        waitMs: { people: wait('people'), background: wait('background') },
        pauseMs: pauses,
        used: usedAt(at),
        broken: left,
        isProbe,
      });
    },
  };
}

/** Of those who would ask a vendor that is left alone: nobody, then one. */
function probeOf(wanted: LedgerRequest['wanted'], until: number, at: number): LedgerRequest['wanted'] {
  if (at < until) return { people: 0, background: 0 };
  return wanted.people > 0 ? { people: 1, background: 0 } : { people: 0, background: Math.min(1, wanted.background) };
}
