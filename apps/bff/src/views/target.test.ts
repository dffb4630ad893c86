import { describe, expect, it } from 'vitest';
import { type KnownConnection, resolveTarget } from './target.ts';

const known = (id: string, vendor: string, ...names: string[]): KnownConnection => ({
  id,
  label: `Label of ${id}`,
  vendor,
  vendorLabel: vendor.toUpperCase(),
  resources: names.map((name) => ({ name })),
});
const visible = [
  known('usm-1', 'usm', 'alarms'),
  known('usm-2', 'usm', 'alarms', 'events'),
  known('k', 'kuma', 'alerts'),
];

describe('a target', () => {
  it('by connection stands for that connection', () => {
    expect(resolveTarget({ kind: 'connection', connection: 'usm-2', resource: 'events' }, visible)).toEqual({
      connections: ['usm-2'],
      unavailable: null,
    });
  });

  it('by vendor stands for every connection of it that has the list, first the catalogue’s first', () => {
    const by = (resource: string) => resolveTarget({ kind: 'vendor', vendor: 'usm', resource }, visible).connections;
    expect(by('alarms')).toEqual(['usm-1', 'usm-2']);
    expect(by('events')).toEqual(['usm-2']);
  });

  it.each([
    [{ kind: 'connection', connection: 'gone', resource: 'alarms' } as const, 'There is no connection “gone” here.'],
    [{ kind: 'vendor', vendor: 'leen', resource: 'alerts' } as const, 'There is no connection to “leen” here.'],
    [{ kind: 'connection', connection: 'k', resource: 'alarms' } as const, 'Label of k has no list “alarms” here.'],
    [{ kind: 'vendor', vendor: 'kuma', resource: 'events' } as const, 'KUMA has no list “events” here.'],
  ])('that stands for nothing says so: %j', (target, sentence) => {
    const resolved = resolveTarget(target, visible);
    expect(resolved.connections).toEqual([]);
    expect(resolved.unavailable).toContain(sentence);
  });

  it('that the caller may not see reads as one that is gone', () => {
    const target = { kind: 'connection', connection: 'usm-1', resource: 'alarms' } as const;
    const hidden = resolveTarget(target, visible.slice(1));
    const gone = resolveTarget({ ...target, connection: 'usm-9' }, visible.slice(1));
    expect(hidden.unavailable).toBe(gone.unavailable?.replace('usm-9', 'usm-1'));
  });
});
