import { expect, it } from 'vitest';
import { toLiveWords } from './live-standing.tsx';
import { toNewsWords, toShown, toWaiting } from './news-words.ts';
import { toInitials, toWorkTitle } from './queue-columns.tsx';
import { toGapWords } from './queue-notices.tsx';
import { toLateWords, toQuietWords } from './quiet-words.ts';
import { mark, row, source } from './testing/rows.ts';
import { toTotalWords } from './total-words.ts';
import { toSeen } from './use-back.ts';

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

it('says that nothing is new only where every source answered and nothing waits', () => {
  const at = { readAt: 0, now: 20_000, clock: () => '13:58' };
  const sources = [source({ asOf: 11_000 }), source({ asOf: 15_000 })];
  expect(toQuietWords({ added: 0, changed: 0, sources }, at)).toBe(
    'Nothing new since 13:58. Both sources answered 9 s ago',
  );
  expect(toQuietWords({ added: 1, changed: 0, sources }, at)).toBeUndefined();
  expect(toQuietWords({ added: 0, changed: 1, sources }, at)).toBeUndefined();
  expect(toQuietWords({ added: 0, changed: 0, sources: [] }, at)).toBeUndefined();
  for (const state of ['partial', 'stale', 'failed'] as const) {
    expect(toQuietWords({ added: 0, changed: 0, sources: [...sources, source({ state })] }, at)).toBeUndefined();
  }
});

it('what arrived late is named with how long ago the oldest of it happened', () => {
  const at = 3 * 3_600_000 + 42 * 60_000;
  expect(toLateWords({ count: 4, oldest: 0 }, at)).toBe('4 arrived late; the oldest happened 3 h 42 min ago');
  expect(toLateWords({ count: 1, oldest: 0 }, at)).toBe('1 arrived late; it happened 3 h 42 min ago');
});

it('a source is back once it was whole, went away and is whole again; reading for the first time is neither', () => {
  const states = ['partial', 'complete', 'complete', 'partial', 'failed', 'stale', 'complete', 'complete'] as const;
  const backs: { at: number; since: number }[] = [];
  let seen: Parameters<typeof toSeen>[0] = new Map();
  for (const [upTo, state] of states.entries()) {
    const said = toSeen(seen, { upTo, sources: [source({ state })] });
    seen = said.seen;
    backs.push(...said.back.map(({ since }) => ({ at: upTo, since })));
  }
  // Since the first answer without it: what came until then was not missed.
  expect(backs).toEqual([{ at: 6, since: 4 }]);
  expect([undefined, 0, 1, 1_200].map(toGapWords)).toEqual([
    '',
    'Nothing of this list was missed.',
    '1 finding from the gap was added.',
    '1,200 findings from the gap were added.',
  ]);
});
