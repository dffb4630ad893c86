import type { EntityKind, Fact } from '@watchfloor/contract';
import { describeEnd, type End } from './ends.ts';

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

export function timeFact(label: string, at: number | null): Fact[] {
  return at === null ? [] : [{ label, kind: 'time', value: new Date(at).toISOString(), at }];
}

export function endFact(label: string, end: End | undefined, filter: string): Fact[] {
  if (!end) return [];
  const entity: EntityKind = end.label === end.address ? 'ip' : end.label === end.domain ? 'domain' : 'host';
  const notes = [end.address === end.label ? undefined : end.address, end.port && `port ${end.port}`, end.country];
  const note = notes.filter((part) => part !== undefined && part !== '').join(', ');
  return fact(label, end.label, { kind: 'mono', entity, filter, ...(note ? { note } : {}) });
}

/** "NVK-LT-0417 (10.20.14.37) to cdn-sync.example (203.0.113.45)" */
export function describeWay(source: End | undefined, destination: End | undefined): string {
  const from = source ? ` from ${describeEnd(source)}` : '';
  const to = destination ? ` to ${describeEnd(destination)}` : '';
  return from + to;
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
