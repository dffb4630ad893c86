import type { Mark } from '@watchfloor/contract';
import { describe, expect, it } from 'vitest';
import { toChangedFields } from './changed-fields.ts';
import { toConflictWords, toDoneWords, toSeenWords } from './words.ts';

const at = 1_000_000;
const before: Mark = {
  state: 'new',
  owner: null,
  verdict: null,
  version: 0,
  updatedAt: null,
  updatedBy: null,
  reopened: null,
};
const theirs = (change: Partial<Mark>): Mark => ({
  ...before,
  version: 1,
  updatedAt: at,
  updatedBy: 'Ana Ruiz',
  ...change,
});
const ana = { id: 'p1', name: 'Ana Ruiz' };

describe('a conflict', () => {
  it.each([
    [theirs({ state: 'resolved', verdict: 'benign' }), 'Ana Ruiz closed this as benign 12 s ago.'],
    [theirs({ state: 'in_progress', owner: ana }), 'Ana Ruiz took this 12 s ago.'],
    [theirs({ owner: { id: 'p2', name: 'Jonas' } }), 'Ana Ruiz gave this to Jonas 12 s ago.'],
    [theirs({}), 'Ana Ruiz added to this 12 s ago.'],
  ])('says who did what and when', (current, words) => {
    expect(toConflictWords(current, before, at + 12_000)).toBe(words);
  });

  it('says that what was closed is open again', () => {
    expect(toConflictWords(theirs({}), { ...before, state: 'resolved', verdict: 'benign' }, at)).toBe(
      'Ana Ruiz re-opened this 0 s ago.',
    );
  });
});

it('what was done says how many it covers', () => {
  const close = { kind: 'close', verdict: 'benign' } as const;
  expect(toDoneWords(close, undefined, 41)).toBe('Closed as benign, 41 findings');
  expect(toDoneWords(close, undefined, 1)).toBe('Closed as benign');
  expect(toDoneWords({ kind: 'assign', owner: 'p1' }, 'Ana Ruiz', 1)).toBe('Given to Ana Ruiz');
});

it('what was seen before names the verdict that was given most', () => {
  expect(toSeenWords(15, { true_positive: 1, benign: 14 })).toBe('14 of 15 benign');
  expect(toSeenWords(2, { true_positive: 2 })).toBe('2 of 2 true positive');
});

it('a change at the vendor is told field by field, and what is the same is not', () => {
  expect(
    toChangedFields(
      { vendorStatus: 'New', active: 0, cells: { assignee: null, status: 'New' } },
      { vendorStatus: 'Closed', active: 60_000, cells: { assignee: 'ana', status: 'New' } },
    ),
  ).toEqual([
    { field: 'Vendor status', from: 'New', to: 'Closed' },
    { field: 'Active', from: '1970-01-01T00:00:00.000Z', to: '1970-01-01T00:01:00.000Z' },
    { field: 'Assignee', from: '—', to: 'ana' },
  ]);
});
