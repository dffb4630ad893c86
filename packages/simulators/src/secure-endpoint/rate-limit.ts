import type { SecureEndpointSwitches } from './switches.ts';

export interface HourlyLimits {
  /** Requests in one window; the vendor's is 3000. */
  perWindow: number;
  /** The vendor's is 3600. */
  windowS: number;
}

export interface HourlyViolation {
  /** Epoch ms, real time. */
  at: number;
  client: string;
  /** Requests in the window, this one included. */
  inWindow: number;
  limit: number;
}

export interface RateState {
  admitted: boolean;
  limit: number;
  remaining: number;
  /** Whole seconds until the window ends: relative, never an epoch time. */
  resetS: number;
}

export interface HourlyLimiter {
  limits: HourlyLimits;
  readonly violations: HourlyViolation[];
  /** The most requests ever asked for within one window. */
  readonly peak: { window: number };
  /** Counts one request of a known client, refused or not. */
  count(client: string): RateState;
}

/**
 * One window per client, opened by its first request: in the vendor's samples the reset counts down while the
 * reset's date stands still. Runs on the scenario's clock, so that an hour can pass within a test.
 */
export function createHourlyLimiter(limits: HourlyLimits, nowMs: () => number): HourlyLimiter {
  const windows = new Map<string, { openedMs: number; used: number }>();
  const violations: HourlyViolation[] = [];
  const peak = { window: 0 };
  return {
    limits,
    violations,
    peak,
    count(client) {
      const now = nowMs();
      const { perWindow, windowS } = this.limits;
      let window = windows.get(client);
      // A clock that was set back opens a new window as well.
      if (!window || now >= window.openedMs + windowS * 1000 || now < window.openedMs) {
        window = { openedMs: now, used: 0 };
        windows.set(client, window);
      }
      window.used++;
      peak.window = Math.max(peak.window, window.used);
      const admitted = window.used <= perWindow;
      if (!admitted) violations.push({ at: Date.now(), client, inWindow: window.used, limit: perWindow });
      const resetS = Math.max(1, Math.ceil((window.openedMs + windowS * 1000 - now) / 1000));
      return { admitted, limit: perWindow, remaining: Math.max(0, perWindow - window.used), resetS };
    },
  };
}

/** Both families of names; `resetdate` exists only in the one that the samples show. */
export function rateHeaders(
  rate: RateState,
  nowMs: number,
  family: SecureEndpointSwitches['rateHeaders'],
): Record<string, string> {
  const { limit, remaining, resetS } = rate;
  const resetDate = new Date(Math.round(nowMs / 1000 + resetS) * 1000).toISOString().replace('.000Z', 'Z');
  const samples = {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-reset': String(resetS),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-resetdate': resetDate,
  };
  const documented = {
    'X-Rate-Limit-Limit': String(limit),
    'X-Rate-Limit-Remaining': String(remaining),
    'X-Rate-Limit-Reset': String(resetS),
  };
  return {
    ...(family === 'x-ratelimit' || family === 'both' ? samples : {}),
    ...(family === 'x-rate-limit' || family === 'both' ? documented : {}),
  };
}
