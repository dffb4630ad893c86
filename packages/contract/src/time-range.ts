/** A point in time as a person types it and a URL keeps it: `now`, `now-24h`, ISO 8601 with offset, or epoch ms. */
export type TimeText = string;

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const relative = /^now(?:([+-])(\d{1,6})([smhdw]))?$/;
// An offset is required: a time without one means another instant on every desk.
const iso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const epochMs = /^\d{11,14}$/;

/**
 * Resolves a time text to epoch milliseconds.
 * @param nowMs what `now` stands for
 * @returns undefined for anything that is not one of the three forms
 */
export function resolveTime(text: TimeText, nowMs: number): number | undefined {
  const match = relative.exec(text);
  if (match) {
    const [, sign, count, unit] = match;
    if (!sign) return nowMs;
    const deltaMs = Number(count) * unitMs[unit as keyof typeof unitMs];
    return sign === '-' ? nowMs - deltaMs : nowMs + deltaMs;
  }
  if (epochMs.test(text)) return Number(text);
  if (!iso.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

/** True for texts that move with the clock. */
export function isRelative(text: TimeText): boolean {
  return relative.test(text);
}
