import { expect, it } from 'vitest';
import { toNewsWords } from './news-words.ts';
import { toInitials } from './queue-columns.tsx';
import { row } from './testing/rows.ts';
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
