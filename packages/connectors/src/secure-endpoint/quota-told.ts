import type { QuotaTold } from '../outbound/ledger.ts';

/**
 * Reads the vendor's own count: `x-ratelimit-*` in its samples, `X-Rate-Limit-*` elsewhere in its documents.
 * The reset is in seconds from now, not a time; where it is missing, `resetdate` has the time.
 */
export function readQuotaTold(header: (name: string) => string | undefined, nowMs: number): QuotaTold | undefined {
  const read = (name: string) => header(`x-ratelimit-${name}`) ?? header(`x-rate-limit-${name}`);
  const remaining = toCount(read('remaining'));
  if (remaining === undefined) return undefined;
  const resetS = toCount(read('reset'));
  const resetAt = Date.parse(read('resetdate') ?? '');
  if (resetS !== undefined && resetS <= windowS) return { remaining, resetMs: resetS * 1_000 };
  return Number.isNaN(resetAt) ? { remaining } : { remaining, resetMs: Math.max(0, resetAt - nowMs) };
}

/** More than the vendor's hour cannot be seconds until the reset: then it is something else. */
const windowS = 3_600;

function toCount(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : undefined;
}
