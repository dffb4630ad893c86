import type { BulkJob } from '@watchfloor/contract';
import { expect, it } from 'vitest';
import { toAskWords, toCountWords, toFoundWords, toJobWords } from './bulk-words.ts';

const job: BulkJob = {
  id: 'j',
  state: 'done',
  decision: { kind: 'close', verdict: 'benign' },
  ownerName: null,
  undoes: null,
  undoneBy: null,
  findings: 412,
  counts: { done: 409, conflict: 3, already: 0, gone: 0, left: 0 },
  frozenAt: 0,
  startedAt: 0,
  endedAt: 0,
  why: null,
};

it.each([
  [{ kind: 'close', verdict: 'benign' }, undefined, 'Close 412 findings as benign'],
  [{ kind: 'assign', owner: 'p-2' }, 'Ben Okoro', 'Give 412 findings to Ben Okoro'],
  [{ kind: 'assign', owner: null }, undefined, 'Give 412 findings back'],
] as const)('%o asks in its own words', (decision, owner, words) => {
  expect(toAskWords(decision, owner, '412 findings')).toBe(words);
});

it('says how far it is, and at the end what became of each', () => {
  const running: BulkJob = { ...job, state: 'running', counts: { ...job.counts, done: 200, conflict: 0, left: 212 } };
  expect([toJobWords(running), toCountWords(running)]).toEqual(['Closing as benign', '200 of 412 findings']);
  expect([toJobWords(job), toCountWords(job)]).toEqual([
    'Closed as benign',
    '409 of 412 findings, 3 changed meanwhile and left as they are',
  ]);
  const whole: BulkJob = { ...job, decision: null, counts: { ...job.counts, done: 412, conflict: 0 } };
  expect([toJobWords(whole), toCountWords(whole)]).toEqual(['Taken back', '412 findings']);
  const failed: BulkJob = {
    ...job,
    state: 'failed',
    why: 'No such person.',
    counts: { ...job.counts, done: 0, conflict: 0, left: 412 },
  };
  expect(toCountWords(failed)).toBe('0 of 412 findings, 412 not reached, No such person');
});

it('names who was first, and what they made of it', () => {
  const found = { state: 'resolved', owner: null, verdict: 'duplicate', by: 'Ben Okoro', at: 1 } as const;
  expect(toFoundWords({ outcome: 'conflict', why: 'decided', found })).toBe('Ben Okoro: closed as a duplicate');
  const open = { state: 'in_progress', owner: 'Mei Tanaka', verdict: null, by: 'Ben Okoro', at: 1 } as const;
  expect(toFoundWords({ outcome: 'conflict', why: 'decided', found: open })).toBe(
    'Ben Okoro: in progress, owner Mei Tanaka',
  );
  expect(toFoundWords({ outcome: 'done', why: null, found: null })).toBe('');
});
