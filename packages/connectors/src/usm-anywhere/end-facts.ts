import type { EntityKind, Fact } from '@watchfloor/contract';
import { fact } from '../facts.ts';
import { describeEnd, type End } from './ends.ts';

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
