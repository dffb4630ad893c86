import type { AuditEntry } from '@watchfloor/contract';
import { describe, expect, it } from 'vitest';
import { toChanges, toSummary } from './changes.ts';

const entry = (action: string, detail: Record<string, unknown>): AuditEntry => ({
  id: '1',
  at: 0,
  actor: { kind: 'person', id: 'frida', name: 'Frida Holm' },
  action,
  target: { kind: 'person', id: 'ana' },
  requestId: null,
  detail,
  sealed: 1,
});

describe('what an entry tells', () => {
  it('is each field before and after', () => {
    const change = entry('person.change', {
      before: { role: 'analyst', access: null, banned: false },
      after: { role: 'lead', access: ['usm', 'kuma'], banned: true },
    });
    expect(toChanges(change)).toEqual([
      { field: 'role', before: 'analyst', after: 'lead' },
      { field: 'access', before: 'as the role', after: 'usm, kuma' },
      { field: 'banned', before: 'no', after: 'yes' },
    ]);
    expect(toSummary(change)).toBe('role: analyst → lead · sees: as the role → usm, kuma · disabled: no → yes');
  });

  it('is what there is now where there was nothing, without repeating the name', () => {
    const made = entry('person.create', { after: { name: 'Ana Ruiz', role: 'analyst', contact: null } });
    expect(toChanges(made)).toContainEqual({ field: 'name', after: 'Ana Ruiz' });
    expect(toSummary(made)).toBe('role: analyst');
  });

  it('tells who sees nothing from who sees as their role does', () => {
    const limited = (before: unknown, after: unknown) =>
      toSummary(entry('person.change', { before: { access: before }, after: { access: after } }));
    expect(limited(null, [])).toBe('sees: as the role → no connection');
    expect(limited('all', null)).toBe('sees: every connection → as the role');
  });

  it('is what there was where it is gone', () => {
    expect(toChanges(entry('view.delete', { before: { name: 'Mine' } }))).toEqual([{ field: 'name', before: 'Mine' }]);
  });

  it('is a value that stands alone', () => {
    expect(toChanges(entry('role.change_access', { before: null, after: ['usm'] }))).toEqual([
      { field: 'value', before: 'every connection', after: 'usm' },
    ]);
    expect(toChanges(entry('role.change_access', { before: ['usm'], after: null }))).toEqual([
      { field: 'value', before: 'usm', after: 'every connection' },
    ]);
  });

  it('is every other fact, of whatever shape', () => {
    expect(
      toChanges(entry('session.begin', { way: 'link', address: null, nested: { a: [1] }, list: [], text: '' })),
    ).toEqual([
      { field: 'way', after: 'link' },
      { field: 'address', after: 'nothing' },
      { field: 'nested', after: '{"a":[1]}' },
      { field: 'list', after: 'none' },
      { field: 'text', after: '""' },
    ]);
    expect(toSummary(entry('session.end', {}))).toBe('');
  });
});
