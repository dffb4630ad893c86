import { firstView } from '@watchfloor/contract';
import { expect, it } from 'vitest';
import { toViewCount } from './view-counts.ts';

const clock = () => '14:02:11';
const answer = {
  at: 1,
  counts: [
    { view: firstView.id, findings: 1_204 },
    { view: 'noise', findings: 1 },
  ],
};

it('a count says what it counts and as of when', () => {
  expect(toViewCount(firstView, answer, clock)?.words).toBe('1,204 open findings, exact, as of 14:02:11');
  expect(toViewCount({ id: 'noise', params: {} }, answer, clock)?.words).toBe('1 finding, exact, as of 14:02:11');
});

it('what was not counted is not called zero', () => {
  expect(toViewCount({ id: 'mine', params: {} }, answer, clock)).toBeUndefined();
  expect(toViewCount(firstView, undefined, clock)).toBeUndefined();
});
