import type { ReadTask } from '@watchfloor/contract';
import { expect, it } from 'vitest';
import { formatTime } from '../../ui/time-format.ts';
import { toNotCoveredWords, toTaskWords } from './task-words.ts';
import { now, task } from './testing/acme.ts';

const clock = (at: number) => formatTime(at, 'UTC', now);
const say = (over: Partial<ReadTask>) => toTaskWords({ ...task, ...over }, clock);
const result = { findings: 1_204, notCovered: [], differences: 0, named: [] };

it.each<[Partial<ReadTask>, string]>([
  [{ state: 'waiting' }, 'Waits for its turn.'],
  [{}, 'Nothing looked through yet.'],
  [{ progress: { rows: 12_400, backTo: now - 17_231_000 } }, 'Looked through 12,400 back to 09:15:00.'],
  [{ progress: { rows: 12_400, backTo: null } }, 'Looked through 12,400.'],
  [
    { progress: { rows: 5, backTo: null }, message: 'Acme timed out. Asked again at 14:31.' },
    'Looked through 5. Acme timed out. Asked again at 14:31.',
  ],
  [{ state: 'stopped', endedAt: now, progress: { rows: 7, backTo: null } }, 'Stopped at 14:02:11. Looked through 7.'],
  [
    { state: 'failed', endedAt: now, message: 'Acme refused.' },
    'Failed at 14:02:11. Acme refused. Nothing looked through yet.',
  ],
  [{ kind: 'read', state: 'done', progress: { rows: 1, backTo: null } }, 'Read whole: 1 finding.'],
  [{ state: 'done', result }, '1,204 findings compared, byte for byte: no difference.'],
  [{ state: 'done', result: { ...result, differences: 2 } }, '1,204 findings compared, byte for byte: 2 differences.'],
  [{ state: 'done', result: { ...result, findings: 0 } }, 'No findings in it, neither here nor at the vendor.'],
])('a task %o says "%s"', (over, text) => {
  expect(say(over).text).toBe(text);
});

it('a verdict over a range that was not read whole is not a clean one', () => {
  const notCovered = [{ from: now - 7_200_000, to: now - 3_600_000 }];
  expect(say({ state: 'done', result }).tone).toBe('plain');
  expect(say({ state: 'done', result: { ...result, notCovered } }).tone).toBe('attention');
  expect(say({ state: 'done', result: { ...result, findings: 0, notCovered } })).toEqual({
    text: 'Nothing in it could be compared.',
    tone: 'attention',
  });
  expect(toNotCoveredWords(notCovered, clock)).toContain('Parts never read: 12:02:11 – 13:02:11.');
  expect(toNotCoveredWords([], clock)).toBe('');
});
