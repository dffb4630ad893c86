import { expect, it } from 'vitest';
import { moveColumn, setColumnPinned, setColumnShown, stepColumn, toOrder } from './column-state.ts';
import { emptyColumnState } from './types.ts';

const columns = ['a', 'b', 'c', 'd'].map((id) => ({ id }));

it('an old view that knows too few or unknown columns still opens', () => {
  expect(toOrder(columns, { ...emptyColumnState, order: ['c', 'gone', 'a'] })).toEqual(['c', 'a', 'b', 'd']);
});

it('a column moves before another, or to the end', () => {
  expect(moveColumn(columns, emptyColumnState, 'd', 'a').order).toEqual(['d', 'a', 'b', 'c']);
  expect(moveColumn(columns, emptyColumnState, 'a', null).order).toEqual(['b', 'c', 'd', 'a']);
  expect(moveColumn(columns, emptyColumnState, 'a', 'a')).toBe(emptyColumnState);
});

it('a step goes past hidden neighbours and stops at the ends', () => {
  const state = { ...emptyColumnState, hidden: ['b'] };
  expect(stepColumn(columns, state, 'a', 1).order).toEqual(['b', 'c', 'a', 'd']);
  expect(stepColumn(columns, state, 'c', -1).order).toEqual(['c', 'a', 'b', 'd']);
  expect(stepColumn(columns, state, 'a', -1)).toBe(state);
  expect(stepColumn(columns, state, 'd', 1)).toBe(state);
  expect(stepColumn(columns, state, 'b', 1)).toBe(state);
});

it('the last column that is shown cannot be hidden', () => {
  const one = { ...emptyColumnState, hidden: ['a', 'b', 'c'] };
  expect(setColumnShown(columns, one, 'd', false)).toBe(one);
  expect(setColumnShown(columns, one, 'a', true).hidden).toEqual(['b', 'c']);
});

it('pinning is kept once and undone', () => {
  const pinned = setColumnPinned(setColumnPinned(emptyColumnState, 'a', true), 'a', true);
  expect(pinned.pinned).toEqual(['a']);
  expect(setColumnPinned(pinned, 'a', false).pinned).toEqual([]);
});
