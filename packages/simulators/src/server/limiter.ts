/** One request too many, kept so that a test can show that a client never went over. */
export interface RateViolation {
  /** Epoch ms, real time. */
  at: number;
  client: string;
  kind: 'GET' | 'POST';
  /** Requests in the second that ends now, this one included. */
  inWindow: number;
  limit: number;
}

export interface RateLimits {
  getPerS: number;
  postPerS: number;
}

export interface SlidingLimiter {
  limits: RateLimits;
  readonly violations: RateViolation[];
  /** The highest count ever seen within one second, per kind. */
  readonly peak: { GET: number; POST: number };
  admit(client: string, method: string): boolean;
}

const WINDOW_MS = 1000;

/**
 * Exact sliding window: the instants of the last second are all kept, so no burst across a window's edge slips
 * through. The vendor answers 429 "until you are back under the rate limit", so refused requests count as well. Runs
 * on the machine's monotonic clock: the scenario's clock may jump, the wire's rate does not.
 */
export function createSlidingLimiter(limits: RateLimits, monotonicMs = () => performance.now()): SlidingLimiter {
  const windows = new Map<string, { times: number[]; head: number }>();
  const violations: RateViolation[] = [];
  const peak = { GET: 0, POST: 0 };
  return {
    limits,
    violations,
    peak,
    admit(client, method) {
      const kind = method === 'GET' || method === 'HEAD' ? 'GET' : 'POST';
      const limit = kind === 'GET' ? this.limits.getPerS : this.limits.postPerS;
      const key = `${kind} ${client}`;
      const window = windows.get(key) ?? { times: [], head: 0 };
      windows.set(key, window);
      const now = monotonicMs();
      while ((window.times[window.head] ?? now) <= now - WINDOW_MS) window.head++;
      if (window.head > 1000) {
        window.times.splice(0, window.head);
        window.head = 0;
      }
      window.times.push(now);
      const inWindow = window.times.length - window.head;
      peak[kind] = Math.max(peak[kind], inWindow);
      if (inWindow <= limit) return true;
      violations.push({ at: Date.now(), client, kind, inWindow, limit });
      return false;
    },
  };
}
