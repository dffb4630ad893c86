import { useSyncExternalStore } from 'react';
import { usePreferences } from './preferences.ts';

export const localZone = new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** The zone in which this person reads times: an IANA name. */
export function useZone(): string {
  return usePreferences().zone === 'utc' ? 'UTC' : localZone;
}

const listeners = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | undefined;
let nowMs = Date.now();

/** The time of day, moving every ten seconds: for ages. One timer serves the page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => nowMs);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // Nobody kept it while nobody looked.
  if (ticking === undefined) nowMs = Date.now();
  ticking ??= setInterval(tick, 10_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
  };
}

function tick(): void {
  nowMs = Date.now();
  for (const listener of listeners) listener();
}

const numbers = new Intl.NumberFormat('en-GB');

/** `12,500` */
export function formatCount(value: number): string {
  return numbers.format(value);
}
