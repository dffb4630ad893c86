import { afterEach, beforeEach, expect, test } from 'vitest';
import { silent } from '../store/testing/test-database.ts';
import { missingIn } from './coverage.ts';
import { dayMs, keepDays } from './retention.ts';
import { readCoverage } from './source-state.ts';
import { type KeptList, startKeptList, toRecord } from './testing/kept-list.ts';

// Days are kept for thirty; then they are dropped, a table each.

let list: KeptList;
beforeEach(async () => {
  list = await startKeptList({ isOpen: ({ vendorStatus }) => vendorStatus === 'open' });
});
afterEach(() => list.close());

const days = 30;
/** As if it were so many days later. */
const pass = (daysOn: number) =>
  keepDays({ database: list.database, days, log: silent, now: Date.now() + daysOn * dayMs });
const keptKeys = async () => (await list.rows()).map(({ key }) => key);
const counted = async () =>
  (await list.database.sql.selectFrom('source_state').select('findings').executeTakeFirstOrThrow()).findings;

test('what has become too old goes with its bytes, what is open stays with them, and both are counted', async () => {
  const old = Date.now() - 20 * dayMs;
  const open = toRecord('open', { happened: old, vendorStatus: 'open' });
  await list.keep({
    records: [
      toRecord('closed', { happened: old, vendorStatus: 'closed' }),
      open,
      toRecord('new', { happened: Date.now() - dayMs }),
    ],
  });
  await pass(5);
  expect(await keptKeys()).toEqual(['closed', 'new', 'open']);
  await pass(14);
  expect(await keptKeys()).toEqual(['new', 'open']);
  expect(JSON.parse(await list.rawOf(open.uid))).toMatchObject({ key: 'open' });
  expect(await list.rawOf('made:alerts:closed')).toBe('');
  expect(await counted()).toBe(2);
  // Read again, it is the one that is there.
  expect(await list.keep({ records: [open] })).toMatchObject({ added: 0, changed: 0 });
});

test('what was active lately stays, however long ago it happened', async () => {
  const happened = Date.now() - 25 * dayMs;
  await list.keep({
    records: [toRecord('growing', { happened, active: Date.now() }), toRecord('quiet', { happened })],
  });
  await pass(10);
  expect(await keptKeys()).toEqual(['growing']);
});

test('a stretch whose findings were dropped is no longer claimed to be read, however lately it was', async () => {
  const now = Date.now();
  const happened = now - 29 * dayMs;
  await list.keep({
    readAt: now,
    records: [toRecord('old', { happened })],
    covered: { from: now - 30 * dayMs, to: now },
  });
  await pass(4);
  expect(await keptKeys()).toEqual([]);
  const covered = await readCoverage(list.database, list.source);
  expect(missingIn(covered, { from: happened, to: happened })).toHaveLength(1);
  expect(missingIn(covered, { from: now - 20 * dayMs, to: now })).toEqual([]);
});

test('what was read on demand from before stays for as long as anything, and goes together with what is claimed of it', async () => {
  const now = Date.now();
  const happened = now - 90 * dayMs;
  const covered = { from: now - 91 * dayMs, to: now - 89 * dayMs };
  await list.keep({ readAt: now, records: [toRecord('ancient', { happened })], covered });
  await pass(5);
  expect(await keptKeys()).toEqual(['ancient']);
  expect(missingIn(await readCoverage(list.database, list.source), { from: happened, to: happened })).toEqual([]);
  // Read again since, it lies where it was put first.
  await list.keep({ readAt: now + 20 * dayMs, records: [toRecord('ancient', { happened })], covered });
  await pass(35);
  expect(await keptKeys()).toEqual([]);
  expect(missingIn(await readCoverage(list.database, list.source), { from: happened, to: happened })).toHaveLength(1);
});
