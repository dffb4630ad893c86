import type { Person } from '@watchfloor/contract';
import { describe, expect, it } from 'vitest';
import {
  isLastAdministrator,
  isSameAccess,
  toChangeOnTop,
  toDifferences,
  toDraft,
  toPersonChange,
} from './person-draft.ts';

const ana: Person = {
  id: 'ana',
  name: 'Ana Ruiz',
  email: 'ana.ruiz@norrvik.test',
  role: 'analyst',
  access: { effective: 'all', own: null },
  disabled: false,
  signsInBy: ['password'],
  lastSeenAt: null,
  createdAt: 0,
  version: 4,
};
const connections = [
  { id: 'usm', label: 'USM Anywhere' },
  { id: 'kuma', label: 'KUMA' },
];

describe('a change of a person', () => {
  it('is nothing where nothing differs, in whatever order the connections stand', () => {
    const limited: Person = { ...ana, access: { effective: ['usm', 'kuma'], own: ['usm', 'kuma'] } };
    expect(
      toPersonChange(limited, { ...toDraft(limited), access: ['kuma', 'usm'], name: ' Ana Ruiz ' }),
    ).toBeUndefined();
  });

  it('holds what differs and the version that it was made on, and nothing else', () => {
    expect(toPersonChange(ana, { ...toDraft(ana), role: 'lead' })).toEqual({ version: 4, role: 'lead' });
    expect(toPersonChange(ana, { ...toDraft(ana), access: [], disabled: true })).toEqual({
      version: 4,
      access: [],
      disabled: true,
    });
  });

  it("made again on top of somebody else's leaves alone what was not touched", () => {
    const current: Person = { ...ana, role: 'viewer', access: { effective: [], own: [] }, version: 5 };
    expect(toChangeOnTop(ana, { ...toDraft(ana), role: 'lead' }, current)).toEqual({ version: 5, role: 'lead' });
    expect(toChangeOnTop(ana, toDraft(ana), current)).toBeUndefined();
  });

  it('goes back to what the role sees with null', () => {
    const limited: Person = { ...ana, access: { effective: ['usm'], own: ['usm'] } };
    expect(toPersonChange(limited, { ...toDraft(limited), access: null })).toEqual({ version: 4, access: null });
  });
});

it.each([
  [null, null, true],
  [null, 'all', false],
  ['all', ['usm'], false],
  [[], null, false],
  [['usm'], ['usm', 'kuma'], false],
  [['usm', 'kuma'], ['usm'], false],
  [['usm', 'kuma'], ['kuma', 'usm'], true],
] as const)('%j and %j are the same: %s', (a, b, same) => {
  expect(isSameAccess(a as string[] | null, b as string[] | null)).toBe(same);
});

it('what somebody else changed is told field by field', () => {
  const now: Person = {
    ...ana,
    role: 'viewer',
    disabled: true,
    access: { effective: ['kuma'], own: ['kuma'] },
    version: 5,
  };
  expect(toDifferences(ana, now, connections)).toEqual([
    'The role is now Viewer',
    'They see now: KUMA',
    'They are disabled now',
  ]);
  expect(toDifferences(ana, { ...ana, version: 5 }, connections)).toEqual([]);
});

describe('the last administrator', () => {
  const frida: Person = { ...ana, id: 'frida', role: 'admin' };
  it('is the only one who is enabled', () => {
    expect(isLastAdministrator([ana, frida], frida)).toBe(true);
    expect(isLastAdministrator([ana, frida, { ...frida, id: 'olu', disabled: true }], frida)).toBe(true);
  });
  it('is nobody where there are two, nor who is disabled', () => {
    expect(isLastAdministrator([frida, { ...frida, id: 'olu' }], frida)).toBe(false);
    expect(isLastAdministrator([{ ...frida, disabled: true }], { ...frida, disabled: true })).toBe(false);
    expect(isLastAdministrator([ana], ana)).toBe(false);
  });
});
