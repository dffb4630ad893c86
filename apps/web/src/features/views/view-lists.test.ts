import { isAtLeast, type Role, roles, type View } from '@watchfloor/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toViewMenu, type ViewMenuActions } from './view-menu.ts';
import { toFreeName, toNameProblem } from './view-name.ts';
import { withMoved, withStep } from './view-order.ts';
import { fromSharingChoice, toContentWords, toDifferences, toOriginWords, toSharingChoice } from './view-words.ts';

const view: View = {
  id: 'v1',
  name: 'Mine',
  origin: 'own',
  owner: { id: 'p1', name: 'Ana Ruiz' },
  sharing: 'private',
  editable: true,
  content: {
    target: { kind: 'connection', connection: 'usm', resource: 'alarms' },
    filters: {},
    range: null,
    order: null,
    columns: null,
    density: null,
  },
  connection: 'usm',
  connections: ['usm'],
  unavailable: null,
  version: 1,
  updatedAt: 1,
  updatedBy: 'Ana Ruiz',
};

const abcd = ['a', 'b', 'c', 'd'];

describe('the order of views', () => {
  it.each([
    ['c', { id: 'a', side: 'before' }, 'cabd'],
    ['a', { id: 'c', side: 'after' }, 'bcad'],
    ['b', { id: 'b', side: 'after' }, 'abcd'],
    ['x', { id: 'a', side: 'before' }, 'abcd'],
    ['a', { id: 'x', side: 'before' }, 'abcd'],
  ] as const)('takes %s to %o', (id, to, expected) => {
    expect(withMoved(abcd, id, to).join('')).toBe(expected);
  });

  it.each([
    ['a', -1, 'abcd'],
    ['a', 1, 'bacd'],
    ['d', 1, 'abcd'],
    ['d', -1, 'abdc'],
  ] as const)('moves %s by %i', (id, places, expected) => {
    expect(withStep(abcd, id, places).join('')).toBe(expected);
  });

  it('never loses or doubles a view', () => {
    const letter = fc.constantFrom(...abcd, 'x');
    fc.assert(
      fc.property(letter, letter, fc.constantFrom('before', 'after'), (id, to, side) => {
        expect(withMoved(abcd, id, { id: to, side }).toSorted()).toEqual(abcd);
      }),
    );
  });
});

describe('the menu of a view', () => {
  const actions: ViewMenuActions = {
    rename: () => undefined,
    share: () => undefined,
    saveAsMine: () => undefined,
    setDefault: () => undefined,
    moveBy: () => undefined,
    copyLink: () => undefined,
    remove: () => undefined,
  };
  const ids = (
    of: Partial<View>,
    role: Role,
    place: { isFirst?: boolean; isLast?: boolean; isDefault?: boolean } = {},
  ) =>
    toViewMenu(
      { ...view, ...of },
      { isFirst: true, isLast: true, isDefault: false, ...place, may: (needed) => isAtLeast(role, needed) },
      actions,
    )
      .flat()
      .map(({ id }) => id);

  it.each<[string, Partial<View>, Role, string[]]>([
    ['an analyst’s own', {}, 'analyst', ['default', 'rename', 'copy', 'delete']],
    ['a lead’s own', {}, 'lead', ['default', 'rename', 'share', 'copy', 'delete']],
    [
      'a shared one, for an analyst',
      { origin: 'shared', sharing: 'everyone', editable: false },
      'analyst',
      ['default', 'link', 'copy'],
    ],
    [
      'a shared one, for a lead',
      { origin: 'shared', sharing: 'everyone' },
      'lead',
      ['default', 'link', 'share', 'copy', 'delete'],
    ],
    [
      'a shared one, for a viewer',
      { origin: 'shared', sharing: 'everyone', editable: false },
      'viewer',
      ['default', 'link'],
    ],
    [
      'the operator’s, for an administrator',
      { origin: 'provisioned', sharing: 'everyone', editable: false },
      'admin',
      ['default', 'link', 'copy'],
    ],
    ['one that is not here', { connection: null, connections: [] }, 'analyst', ['rename', 'copy', 'delete']],
    ['one that cannot be read', { content: null, connection: null }, 'analyst', ['rename', 'delete']],
  ])('of %s', (_, of, role, expected) => {
    expect(ids(of, role)).toEqual(expected);
  });

  it('moves only where there is a place to move to', () => {
    expect(ids({}, 'viewer', { isFirst: false })).toContain('up');
    expect(ids({}, 'viewer', { isLast: false })).toContain('down');
    expect(ids({}, 'viewer')).not.toContain('up');
  });

  it('has no group without an item', () => {
    for (const role of roles) {
      const groups = toViewMenu(
        { ...view, editable: false, origin: 'shared', content: null, connection: null },
        { isFirst: true, isLast: true, isDefault: false, may: (needed) => isAtLeast(role, needed) },
        actions,
      );
      expect(groups.every((group) => group.length > 0)).toBe(true);
    }
  });
});

describe('a name', () => {
  it('says what is wrong with it', () => {
    expect(toNameProblem('Fine · 名前')).toBeUndefined();
    expect(toNameProblem('  ')).toBe('Needs a name.');
    expect(toNameProblem('x'.repeat(81))).toBe('Has at most 80 characters.');
    expect(toNameProblem('a\u0000b')).toBe('Has a control character.');
  });

  it('is free among one’s own, and within its length', () => {
    const own = (name: string) => ({ name, origin: 'own' as const });
    expect(toFreeName('High', [{ name: 'High', origin: 'shared' }])).toBe('High');
    expect(toFreeName('High', [own('high'), own('High 2')])).toBe('High 3');
    expect(toFreeName('x'.repeat(80), [own('x'.repeat(80))])).toHaveLength(80);
  });
});

describe('views in words', () => {
  it('says whose it is and who sees it', () => {
    expect(toOriginWords(view)).toBe('yours');
    expect(toOriginWords({ ...view, sharing: ['lead'] })).toBe('yours, shared: leads and administrators');
    expect(toOriginWords({ ...view, origin: 'shared' })).toBe('shared by Ana Ruiz');
    expect(toOriginWords({ ...view, origin: 'provisioned', owner: null })).toBe('from the configuration');
  });

  it('takes the lowest role, as those above see what it sees', () => {
    expect(toSharingChoice(['admin', 'analyst'])).toBe('analyst');
    expect(toSharingChoice(['viewer'])).toBe('everyone');
    for (const choice of ['private', 'everyone', 'analyst', 'lead', 'admin'] as const) {
      expect(toSharingChoice(fromSharingChoice(choice))).toBe(choice);
    }
  });

  it('names what differs between theirs and mine, and nothing else', () => {
    const content = view.content!;
    const mine = {
      ...content,
      filters: { status: { include: ['open'], exclude: [] }, user: { include: [], exclude: ['svc'] } },
      density: 'roomy' as const,
    };
    const [a, b] = [toContentWords(content, undefined), toContentWords(mine, undefined)];
    expect(toDifferences(a, b)).toEqual(['filters', 'rows']);
    expect(b.filters).toBe('status: open; NOT user: svc');
    expect(a.filters).toBe('none');
  });
});
