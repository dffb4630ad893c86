import type { Fact } from '@watchfloor/contract';

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

/** The note of a fact: what of `parts` there is, joined by commas. */
export function note(parts: readonly (string | undefined)[]): { note?: string } {
  const text = parts.filter((part) => part !== undefined && part !== '').join(', ');
  return text === '' ? {} : { note: text };
}

/** `request_user_agent` reads "Request user agent". */
export function sentence(name: string): string {
  const words = name.replaceAll('_', ' ');
  return (words[0]?.toUpperCase() ?? '') + words.slice(1);
}

/** What the sections above did not show, so that no field is out of reach. Nested values are shown as JSON. */
export function otherFields(wire: Record<string, unknown>, shown: ReadonlySet<string>): Fact[] {
  return Object.entries(wire)
    .filter(
      ([name, value]) => !shown.has(name) && value !== null && value !== undefined && value !== '' && !isEmpty(value),
    )
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({
      label: name,
      kind: 'mono' as const,
      value: typeof value === 'string' ? value : JSON.stringify(value),
    }));
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
