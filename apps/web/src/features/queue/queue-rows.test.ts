import type { QueueAnswer, QueueRow } from '@watchfloor/contract';
import { expect, test } from 'vitest';
import { toLoadedQueue } from './queue-rows.ts';
import { row } from './testing/rows.ts';

const page = (...rows: QueueRow[]): QueueAnswer => ({
  rows,
  cursor: null,
  range: { from: 0, to: 1 },
  snapshot: 1,
  total: 9,
  totalRows: 9,
  sources: [],
});
const folded = (uid: string, ...others: string[]): QueueRow => ({
  ...row({ uid }),
  fold: { count: 1 + others.length, from: 0, to: 1, members: others.map((other) => ({ uid: other, version: 0 })) },
});
const uidsOf = (...pages: QueueAnswer[]) => toLoadedQueue(pages)?.rows.map(({ uid }) => uid);

test('a row that comes again takes its place, and says what it stands for now', () => {
  const pages = [page(row({ uid: 'a' }), row({ uid: 'b' })), page(folded('a', 'c'), row({ uid: 'd' }))];
  expect(uidsOf(...pages)).toEqual(['a', 'b', 'd']);
  expect(toLoadedQueue(pages)?.rows[0]?.fold?.count).toBe(2);
});

test('so it does where it shows another of its findings now', () => {
  expect(uidsOf(page(row({ uid: 'a' }), row({ uid: 'b' })), page(folded('worse', 'a'), row({ uid: 'd' })))).toEqual([
    'worse',
    'b',
    'd',
  ]);
});

test('one that parted from a row is a row of its own', () => {
  expect(uidsOf(page(folded('a', 'b'), row({ uid: 'c' })), page(row({ uid: 'b' })))).toEqual(['a', 'c', 'b']);
});
