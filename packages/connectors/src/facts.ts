import type { Fact } from '@watchfloor/contract';
import { readVendorTime } from './vendor-time.ts';

/** A fact, or nothing where the vendor sent no value. */
export function fact(
  label: string,
  value: string | number | null | undefined,
  rest: Partial<Omit<Fact, 'label' | 'value'>> = {},
): Fact[] {
  return value === null || value === undefined || value === ''
    ? []
    : [{ label, kind: 'text', value: String(value), ...rest }];
}

/** As `fact`, of a time. @param at epoch ms */
export function timeFact(label: string, at: number | null, rest: { note?: string } = {}): Fact[] {
  return at === null ? [] : [{ label, kind: 'time', value: new Date(at).toISOString(), at, ...rest }];
}

/** The note of a fact: what of `parts` there is, joined by commas. */
export function note(parts: readonly (string | undefined)[]): { note?: string } {
  const text = parts.filter((part) => part !== undefined && part !== '').join(', ');
  return text === '' ? {} : { note: text };
}

/** `request_user_agent` reads "Request user agent", `DeviceEventClassID` "Device event class ID". */
export function sentence(name: string): string {
  const words = name
    .replaceAll('_', ' ')
    .replace(/([\p{Ll}\d])(\p{Lu})(?=\p{Ll})/gu, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`)
    .replace(/(\p{Ll})(\p{Lu}{2,})/gu, '$1 $2');
  return (words[0]?.toUpperCase() ?? '') + words.slice(1);
}

/** What the sections above did not show, so that no field is out of reach. */
export function otherFields(wire: Record<string, unknown>, shown: ReadonlySet<string>): Fact[] {
  return Object.entries(wire)
    .filter(
      ([name, value]) => !shown.has(name) && value !== null && value !== undefined && value !== '' && !isEmpty(value),
    )
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => toFact(name, value));
}

function toFact(name: string, value: unknown): Fact {
  const label = sentence(name);
  const at = /(?:time|timestamp|date|_at)(?:_dt)?$/i.test(name) ? readVendorTime(value) : null;
  if (at !== null) return { label, kind: 'time', value: new Date(at).toISOString(), at };
  return { label, kind: 'mono', value: say(value) };
}

/** `a, b` for a list, `port: 22, open: yes` for an object, with brackets around what is nested. */
function say(value: unknown, nested = false): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  // JSON has nothing else that is no object.
  if (typeof value !== 'object' || value === null) return '—';
  const parts = Array.isArray(value)
    ? value.map((item) => say(item, true))
    : Object.entries(value).map(([name, inner]) => `${name.replaceAll('_', ' ')}: ${say(inner, true)}`);
  return nested ? `(${parts.join(', ')})` : parts.join(', ');
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
