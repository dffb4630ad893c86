import type { SourceAnswer } from '@watchfloor/contract';
import { expect, it } from 'vitest';
import { type LiveCount, toLiveCount, toLiveReach } from './live-words.ts';

const source: SourceAnswer = {
  id: 'a:events',
  connection: 'a',
  resource: 'events',
  label: 'A',
  state: 'complete',
  asOf: 7,
  covered: [],
  dropped: 0,
  unapplied: [],
  appliedHere: [],
  counted: 'exact',
};
const clock = String;
const live = (change: Partial<LiveCount>): LiveCount => ({
  records: 0,
  counted: 'exact',
  source,
  scanned: 10,
  backTo: 3,
  ...change,
});

it('a live count says whose it is, and how far was looked where that was not to the end', () => {
  expect(toLiveCount(live({}))).toBe('none');
  expect(toLiveReach(live({}), clock)).toBe('all of the time looked through, asked 7');
  expect(toLiveCount(live({ records: 1_234, counted: 'vendor' }))).toBe('1,234');
  expect(toLiveReach(live({ counted: 'vendor' }), clock)).toBe('its own count, asked 7');
  const cut = live({ counted: 'at_least', isStopped: true });
  expect(toLiveCount(cut)).toBe('none so far');
  expect(toLiveReach(cut, clock)).toBe('stopped, looked back to 3, asked 7');
});

it('a vendor that did not answer says so in place of a number', () => {
  const failed = live({ counted: 'at_least', source: { ...source, state: 'failed', code: 'timeout' } });
  expect(toLiveReach(failed, clock)).toBe('timed out; asked 7');
});
