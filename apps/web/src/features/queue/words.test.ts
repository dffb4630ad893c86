import { expect, it } from 'vitest';
import { toLiveWords } from './live-standing.tsx';
import { toNewsWords, toShown, toWaiting } from './news-words.ts';
import { toInitials, toWorkTitle } from './queue-columns.tsx';
import { mark, row } from './testing/rows.ts';
import { toTotalWords } from './total-words.ts';

it('the pill names what is new, what of it is critical, and what changed; nothing where nothing waits', () => {
  expect(toNewsWords({ added: 12, critical: 1, changed: 3 })).toBe('12 new · 1 critical · 3 changed');
  expect(toNewsWords({ added: 0, critical: 0, changed: 3 })).toBe('3 changed');
  expect(toNewsWords({ added: 0, critical: 0, changed: 0 })).toBeUndefined();
});

it('a total is never less exact than it is known, and never more', () => {
  const rows = Array.from({ length: 12 }, () => row());
  expect(toTotalWords({ rows, total: 12, totalRows: 12, hasMore: false })).toBe('12 findings');
  expect(toTotalWords({ rows, total: 37, totalRows: 37, hasMore: true })).toBe('12 of 37 findings');
  expect(toTotalWords({ rows, total: 488, totalRows: 12, hasMore: false })).toBe('488 findings in 12 rows');
  expect(toTotalWords({ rows, total: 1488, totalRows: 74, hasMore: true })).toBe('12 of 74 rows, 1,488 findings');
  expect(toTotalWords({ rows: [row()], total: 1, totalRows: 1, hasMore: false })).toBe('1 finding');
  expect(toTotalWords({ rows, total: 50_000, totalRows: null, hasMore: true })).toBe(
    'first 12 rows of 50,000 findings',
  );
  expect(toTotalWords({ rows, total: 50_000, totalRows: null, hasMore: false })).toBe('50,000 findings in 12 rows');
});

it.each([
  ['Ana Ruiz', 'AR'],
  ['Maja von Lindqvist', 'ML'],
  ['admin', 'AD'],
  ['Ольга', 'ОЛ'],
])('the initials of %s are %s', (name, initials) => expect(toInitials(name)).toBe(initials));

it('who made it so and how long ago it was, to whoever points at it', () => {
  const by = { updatedAt: 1_000, updatedBy: 'Ana Ruiz' };
  expect(toWorkTitle(mark(by), 13_000)).toBe('Ana Ruiz, 12 s ago');
  expect(toWorkTitle(mark({ ...by, owner: { id: 'p', name: 'Ben Okoro' } }), 61_000)).toBe(
    'Ana Ruiz, 1 min ago\nOwner: Ben Okoro',
  );
  expect(toWorkTitle(mark(), 0)).toBe('');
});

it('of marks that changed, only those wait that the list does not show in place', () => {
  const fold = { count: 2, from: 0, to: 1, members: [{ uid: 'a:b:2', version: 0 }] };
  const shown = toShown([row({ uid: 'a:b:1', fold })]);
  const news = { upTo: 9, added: 0, critical: 0, changed: 3, late: null, sources: [] };
  expect(toWaiting({ ...news, marked: ['a:b:1', 'a:b:2', 'a:b:9'], markedTotal: 3 }, shown).changed).toBe(4);
  // Those that are too many to be named are counted, whatever they are.
  expect(toWaiting({ ...news, marked: ['a:b:1'], markedTotal: 101 }, shown).changed).toBe(103);
});

it('says since when changes are not told as they happen; without a shared worker that they never were', () => {
  expect(toLiveWords(5, () => '14:02:11')).toEqual({
    lead: 'Live updates stopped at 14:02:11.',
    rest: 'Asking every 3 s instead',
  });
  expect(toLiveWords(null, () => '')).toEqual({ lead: '', rest: 'Asking for changes every 3 s' });
});
