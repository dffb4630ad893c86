import { describe, expect, it } from 'vitest';
import { readAuditLocation, toAuditParams } from './audit-location.ts';

const now = Date.parse('2026-11-22T12:00:00Z');

describe('the address of the audit page', () => {
  it('opens with the last seven days', () => {
    expect(readAuditLocation({}, now)).toEqual({ filters: { from: 'now-7d', to: 'now' }, ignored: [] });
  });

  it.each([
    {},
    { from: 'now-1h', to: 'now' },
    { from: '2026-11-20T00:00:00Z', to: '2026-11-21T00:00:00Z', actor: 'ana', action: 'view', target: 'view:a/b c' },
    { actor: 'kind:system' },
  ])('keeps %j', (params) => {
    expect(toAuditParams(readAuditLocation(params, now).filters)).toEqual(params);
    expect(readAuditLocation(params, now).ignored).toEqual([]);
  });

  it('names what cannot be read, and opens with the rest', () => {
    const params = { from: 'yesterday', actor: 'a b', action: ['view', '%'], colour: 'red', target: 'view:1' };
    expect(readAuditLocation(params, now)).toEqual({
      filters: { from: 'now-7d', to: 'now', target: 'view:1' },
      ignored: ['from', 'actor', 'action', 'colour'],
    });
  });

  it('shows the usual range where the given one is upside down', () => {
    expect(readAuditLocation({ from: 'now', to: 'now-1h', action: 'view' }, now)).toEqual({
      filters: { from: 'now-7d', to: 'now', action: 'view' },
      ignored: ['from', 'to'],
    });
  });
});
