import { setTimeout as sleep } from 'node:timers/promises';
import { isConnectorError } from '../errors.ts';

const triesMax = 3;
const backoffBaseMs = 200;
const backoffMaxMs = 3_000;
/** Each first try earns this share of a retry, so that a vendor in trouble sees at most 20 % more calls, not 200 %. */
const budgetShare = 0.2;
const budgetMax = 10;

/**
 * The one place that retries. At most three tries with full jitter (a random wait up to an exponential cap), within
 * a budget per connection; a vendor's `Retry-After` replaces the wait, and ends the tries when it reaches beyond the
 * deadline.
 */
export function createRetry(random: () => number = Math.random) {
  let budget = budgetMax;
  return async function retry<Value>(
    attempt: (tryNumber: number) => Promise<Value>,
    options: { signal: AbortSignal; patienceMs: number },
  ): Promise<Value> {
    const startedAt = performance.now();
    budget = Math.min(budgetMax, budget + budgetShare);
    for (let tryNumber = 1; ; tryNumber += 1) {
      try {
        return await attempt(tryNumber);
      } catch (error) {
        if (!isConnectorError(error) || !error.retryable || error.kind === 'paused') throw error;
        if (tryNumber >= triesMax || budget < 1) throw error;
        const waitMs = error.retryAfterMs ?? random() * Math.min(backoffMaxMs, backoffBaseMs * 4 ** tryNumber);
        if (performance.now() - startedAt + waitMs > options.patienceMs) throw error;
        budget -= 1;
        await sleep(waitMs, undefined, { signal: options.signal });
      }
    }
  };
}

/**
 * Reads `Retry-After` (RFC 9110, 10.2.3): seconds or an HTTP date.
 * @returns milliseconds from now, never negative; undefined when absent or unreadable
 */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  if (!header) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1_000;
  // An HTTP date begins with a day's name; Date.parse would read a date into almost anything.
  if (!/^[A-Z][a-z]{2,8},? /.test(header)) return undefined;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
