import { useEffect, useEffectEvent, useMemo } from 'react';

const firstMs = 2_000;
const longestMs = 60_000;

/**
 * Asks again by itself while a source fails: after 2 s, then twice as long each time, up to a minute, never before
 * the source said it may be asked.
 * @returns when it asks next, epoch ms
 */
export function useRecovery(options: {
  /** Changes with every answer, so that each failure gets its own wait. */
  id: string;
  isFailing: boolean;
  failures: number;
  notBefore: number | undefined;
  onRetry: () => void;
}): number | undefined {
  const { id, isFailing, failures, notBefore } = options;
  const retry = useEffectEvent(options.onRetry);
  const at = useMemo(() => {
    if (!isFailing) return undefined;
    const waitMs = Math.min(firstMs * 2 ** Math.max(0, failures - 1), longestMs);
    // A tenth of chance keeps the tabs of one desk from asking at the same moment.
    return Math.max(Date.now() + waitMs * (1 + Math.random() / 10), notBefore ?? 0);
    // `id` names the failure that this wait belongs to.
  }, [id, isFailing, failures, notBefore]);
  useEffect(() => {
    if (at === undefined) return;
    const timer = setTimeout(retry, Math.max(0, at - Date.now()));
    return () => clearTimeout(timer);
  }, [at]);
  return at;
}
