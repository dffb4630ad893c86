import { useEffect, useEffectEvent } from 'react';

const firstMs = 2_000;
const longestMs = 60_000;

export interface Failure {
  /** When it became known, by this browser's clock; epoch ms. */
  since: number;
  /** How often in a row, this one included. */
  count: number;
  /** Before this the source does not want to be asked. */
  notBefore: number | undefined;
}

/** When a failed question is asked again: after 2 s, then twice as long each time, up to a minute. Epoch ms. */
export function toRetryAt({ since, count, notBefore }: Failure): number {
  const waitMs = Math.min(firstMs * 2 ** Math.max(0, count - 1), longestMs);
  // Up to a tenth more, different for each failure: the tabs of one desk shall not ask at the same moment.
  return Math.max(since + waitMs * (1 + (since % 100) / 1_000), notBefore ?? 0);
}

/** Asks again by itself while a source fails. @returns when it asks next; undefined while nothing fails */
export function useRecovery(failure: Failure | undefined, onRetry: () => void): number | undefined {
  const retry = useEffectEvent(onRetry);
  const at = failure && toRetryAt(failure);
  useEffect(() => {
    if (at === undefined) return;
    const timer = setTimeout(retry, Math.max(0, at - Date.now()));
    return () => clearTimeout(timer);
  }, [at]);
  return at;
}
