import { QueryClient } from '@tanstack/react-query';
import type { QueueRow } from '@watchfloor/contract';
import { expect, test } from 'vitest';
import { createLatestMarks, type Lists } from './latest-marks.ts';
import { row, mark as toMark } from './testing/rows.ts';

const key = ['queue', 'list', '?one'];
const mark = (version: number) => toMark({ state: 'in_progress', version, updatedAt: 1_000, updatedBy: 'Ana Ruiz' });

function setUp(rows: QueueRow[]) {
  const client = new QueryClient();
  const clock = { now: 0 };
  client.setQueryData<Lists>(key, {
    pages: [{ rows, cursor: null, range: { from: 0, to: 1 }, snapshot: 1, total: 2, totalRows: 2, sources: [] }],
    pageParams: [null],
  });
  const rowsOf = () => client.getQueryData<Lists>(key)?.pages[0]?.rows ?? [];
  return { client, clock, rowsOf, latest: createLatestMarks(() => clock.now) };
}
const nobody = () => false;

test('a mark that was told of replaces an older one in place, the other rows stay the same objects, and for a moment it is fresh', () => {
  const { client, clock, rowsOf, latest } = setUp([row({ uid: 'a:b:1' }), row({ uid: 'a:b:2' })]);
  const [, untouched] = rowsOf();
  latest.tell([{ uid: 'a:b:1', change: 5, mark: mark(2) }]);
  latest.put(client, nobody);
  expect(rowsOf()[0]).toMatchObject({ status: 'in_progress', mark: { version: 2, updatedBy: 'Ana Ruiz' } });
  expect(rowsOf()[1]).toBe(untouched);
  expect(latest.isFresh('a:b:1', mark(2))).toBe(true);
  expect(latest.isFresh('a:b:2', mark(0))).toBe(false);
  clock.now = 4_001;
  expect(latest.isFresh('a:b:1', mark(2))).toBe(false);
});

test('an answer that was under way and is older is brought up to date; a newer one stays; the same changes nothing', () => {
  const { client, rowsOf, latest } = setUp([]);
  latest.tell([{ uid: 'a:b:1', change: 5, mark: mark(3) }]);
  latest.tell([{ uid: 'a:b:1', change: 4, mark: mark(2) }]);
  for (const [version, expected] of [
    [1, 3],
    [3, 3],
    [4, 4],
  ] as const) {
    const data = client.getQueryData<Lists>(key);
    const [page] = data?.pages ?? [];
    if (!data || !page) throw new Error('no list');
    client.setQueryData<Lists>(key, {
      ...data,
      pages: [{ ...page, rows: [row({ uid: 'a:b:1', mark: mark(version) })] }],
    });
    latest.put(client, nobody);
    expect(rowsOf()[0]?.mark.version).toBe(expected);
    const before = client.getQueryData(key);
    latest.put(client, nobody);
    expect(client.getQueryData(key)).toBe(before);
  }
});

test('what is being decided here waits for its own answer', () => {
  const { client, rowsOf, latest } = setUp([row({ uid: 'a:b:1' })]);
  latest.tell([{ uid: 'a:b:1', change: 5, mark: mark(2) }]);
  latest.put(client, (uid) => uid === 'a:b:1');
  expect(rowsOf()[0]?.mark.version).toBe(0);
  latest.put(client, nobody);
  expect(rowsOf()[0]?.mark.version).toBe(2);
});

test('what a colleague decided together with the row is known with it; what they decided alone is told as a conflict', () => {
  const fold = {
    count: 3,
    from: 0,
    to: 1,
    members: [
      { uid: 'a:b:2', version: 0 },
      { uid: 'a:b:3', version: 0 },
    ],
  };
  const { client, rowsOf, latest } = setUp([row({ uid: 'a:b:1', fold })]);
  latest.tell([
    { uid: 'a:b:1', change: 5, mark: mark(1) },
    { uid: 'a:b:2', change: 5, mark: mark(1) },
    { uid: 'a:b:3', change: 4, mark: { ...mark(1), state: 'resolved' } },
  ]);
  latest.put(client, nobody);
  expect(rowsOf()[0]?.fold?.members).toEqual([
    { uid: 'a:b:2', version: 1 },
    { uid: 'a:b:3', version: 0 },
  ]);
});

test('findings of a matter that were decided in several changes are known with their row where they stand as it does', () => {
  const members = ['a:b:2', 'a:b:3'].map((uid) => ({ uid, version: 0 }));
  const { client, rowsOf, latest } = setUp([row({ uid: 'a:b:1', fold: { count: 3, from: 0, to: 1, members } })]);
  latest.tell([{ uid: 'a:b:1', change: 5, mark: mark(1) }]);
  latest.put(client, nobody);
  latest.tell([
    { uid: 'a:b:2', change: 6, mark: mark(1) },
    { uid: 'a:b:3', change: 7, mark: { ...mark(1), updatedBy: 'Ben Okoro' } },
  ]);
  latest.put(client, nobody);
  expect(rowsOf()[0]?.fold?.members).toEqual([
    { uid: 'a:b:2', version: 1 },
    { uid: 'a:b:3', version: 0 },
  ]);
});
