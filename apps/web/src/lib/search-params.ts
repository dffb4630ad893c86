import type { Params } from '@watchfloor/contract';

/**
 * Reads a page's query string as plain text: a repeated key is a list, nothing is guessed to be a number or JSON, so
 * that `user=007` stays what the analyst wrote. Malformed percent signs are left as they stand (URLSearchParams never
 * throws).
 */
export function parseSearch(text: string): Params {
  const params = new Map<string, string | string[]>();
  for (const [name, value] of new URLSearchParams(text)) {
    const earlier = params.get(name);
    if (earlier === undefined) params.set(name, value);
    else params.set(name, Array.isArray(earlier) ? [...earlier, value] : [earlier, value]);
  }
  return Object.fromEntries(params);
}

/** The inverse of `parseSearch`: `?` and the pairs, or nothing. `undefined` leaves a parameter out. */
export function stringifySearch(params: Record<string, unknown>): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined || value === null) continue;
    for (const one of Array.isArray(value) ? value : [value]) pairs.append(name, String(one));
  }
  // Commas and colons are legal in a query; escaped they make a shared link harder to read.
  const text = pairs.toString().replaceAll('%3A', ':').replaceAll('%2C', ',');
  return text === '' ? '' : `?${text}`;
}

/** The last value of a parameter that may be given once. */
export function oneOf(params: Params, name: string): string | undefined {
  const value = params[name];
  const last = Array.isArray(value) ? value.at(-1) : value;
  return last === '' ? undefined : last;
}
