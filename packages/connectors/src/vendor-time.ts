const iso = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/;
const number = /^\d{1,19}(?:\.\d+)?$/;

/**
 * Reads a vendor's time, however it is printed: number or string; seconds, milliseconds, microseconds or nanoseconds,
 * told by magnitude; ISO 8601 with `Z` or an offset.
 * @returns epoch ms; null for everything that says no time (absent, null, "", 0, "null") and for what cannot be read
 */
export function readVendorTime(given: unknown): number | null {
  if (typeof given !== 'string' && typeof given !== 'number') return null;
  const text = String(given).trim();
  if (number.test(text)) return fromMagnitude(Number(text));
  if (!iso.test(text)) return null;
  const at = Date.parse(text.replace(' ', 'T').replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(at) ? null : at;
}

// Until the year 5138, seconds have at most 11 digits; the other units follow three digits apart.
function fromMagnitude(value: number): number | null {
  if (value <= 0) return null;
  if (value < 1e11) return Math.round(value * 1_000);
  if (value < 1e14) return Math.round(value);
  if (value < 1e17) return Math.floor(value / 1e3);
  return Math.floor(value / 1e6);
}
