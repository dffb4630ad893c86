import { startTransition, useEffect, useRef, useState } from 'react';

/**
 * The value as it was when it last stood still for `stillMs`; while it never does, renewed after `lateMs`. For what is
 * costly to draw and may come a moment after what it is drawn from. Keep the value's identity while it is the same.
 */
export function useCalm<Value>(value: Value, stillMs: number, lateMs: number): Value {
  const [calm, setCalm] = useState(value);
  const changedAt = useRef<number>(undefined);
  useEffect(() => {
    if (Object.is(value, calm)) {
      changedAt.current = undefined;
      return;
    }
    const now = performance.now();
    changedAt.current ??= now;
    const waitMs = toWaitMs(now - changedAt.current, stillMs, lateMs);
    const timer = setTimeout(() => startTransition(() => setCalm(() => value)), waitMs);
    return () => clearTimeout(timer);
  }, [value, calm, stillMs, lateMs]);
  return calm;
}

/** How long the newest value has to stand still yet. @param waitedMs since the first value that is not drawn yet */
export function toWaitMs(waitedMs: number, stillMs: number, lateMs: number): number {
  return Math.max(0, Math.min(stillMs, lateMs - waitedMs));
}
