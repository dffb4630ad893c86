import type { QueueRow } from '@watchfloor/contract';
import { expect, it } from 'vitest';
import { clearSelection, putSelection, readSelection, type Selected, toSelectedUids, withTicks } from './selection.ts';

const row = (uid: string, ...members: string[]) =>
  ({
    uid,
    fold: { count: 1 + members.length, from: 0, to: 0, members: members.map((one) => ({ uid: one, version: 0 })) },
  }) as QueueRow;
const nothing: Selected = { rows: new Map(), whole: undefined };

it('a row that is ticked stands for its findings, each counted once', () => {
  const one = withTicks(nothing, [row('a', 'b', 'c'), row('d')], true);
  expect(one.rows.size).toBe(2);
  expect(toSelectedUids(one)).toEqual(['a', 'b', 'c', 'd']);
});

it('a row that is led by another of its findings since is the same row: it loses its tick, and is not counted twice', () => {
  const before = withTicks(nothing, [row('a', 'b'), row('d')], true);
  const now = row('new', 'a', 'b');
  expect(toSelectedUids(withTicks(before, [now], false))).toEqual(['d']);
  const again = withTicks(before, [now], true);
  expect(again.rows.size).toBe(2);
  expect(toSelectedUids(again)).toEqual(['d', 'new', 'a', 'b']);
});

it('each list has its own, and finds it again', () => {
  putSelection('?severity=high', withTicks(nothing, [row('a')], true));
  expect(toSelectedUids(readSelection('?severity=low'))).toEqual([]);
  expect(toSelectedUids(readSelection('?severity=high'))).toEqual(['a']);
  clearSelection('?severity=high');
  expect(readSelection('?severity=high')).toEqual(nothing);
});
