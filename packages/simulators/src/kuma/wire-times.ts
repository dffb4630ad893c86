import type { KumaSwitches } from './switches.ts';

/** Stored to the millisecond, printed to the second: `2024-02-16T17:47:08Z`. */
export function toWireTime(atMs: number, times: KumaSwitches['times']): string | number {
  if (times === 'epoch-ms') return atMs;
  const iso = new Date(atMs).toISOString();
  return times === 'millis' ? iso : iso.replace(/\.\d{3}Z$/, 'Z');
}

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/** Epoch ms, or undefined where the text is no RFC 3339 time. `…Z+00:00`, which the documents print, is none. */
export function parseRfc3339(text: string): number | undefined {
  if (!RFC_3339.test(text)) return undefined;
  const atMs = Date.parse(text.replace(/(\.\d{3})\d+/, '$1'));
  return Number.isNaN(atMs) ? undefined : atMs;
}
