import { usmFixture } from '@watchfloor/connectors/conformance';
import { afterEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../store/testing/test-database.ts';
import { keepGone } from './keep-page.ts';
import { createLeases, LeaseLost } from './lease.ts';
import { type KeptList, startKeptList, toRecord } from './testing/kept-list.ts';
import { startStage, until } from './testing/stage.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});
const opens = <One extends { close(): Promise<void> }>(one: One): One => {
  opened.push(one);
  return one;
};
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('of two servers one reads; when it ends, the other goes on at once', async () => {
  const stage = opens(await startStage(usmFixture, { alarms: 50, events: 0 }));
  const other = await stage.startAnother();
  await until(
    async () => stage.sync.reads().length + other.sync.reads().length,
    (reading) => reading === 1,
  );
  await sleep(1_500);
  const [reader, waiting] = stage.sync.reads().length === 1 ? [stage.sync, other.sync] : [other.sync, stage.sync];
  expect(waiting.reads()).toEqual([]);
  const endedAt = Date.now();
  await reader.close();
  await until(
    async () => waiting.reads(),
    (reads) => reads.length === 1,
    5_000,
  );
  // The tick is a second; a life of eight seconds would have to pass if it had not been given back.
  expect(Date.now() - endedAt).toBeLessThan(4_000);
}, 30_000);

test('what a server held that says nothing any more is free after its life, and not before', async () => {
  const database: TestDatabase = opens(await createTestDatabase());
  const life = { lifeMs: 900, watchMs: 1_000 };
  const dead = createLeases(database, life);
  const heir = createLeases(database, life);
  const first = (await dead.hold(['a'])).get('a');
  expect((await heir.hold(['a'])).size).toBe(0);
  await sleep(500);
  // Renewed, it keeps its fence and lives on.
  expect((await dead.hold(['a'])).get('a')?.fence).toBe(first?.fence);
  await sleep(500);
  expect((await heir.hold(['a'])).size).toBe(0);
  const taken = await until(
    async () => (await heir.hold(['a'])).get('a'),
    (lease) => lease !== undefined,
    2_000,
  );
  expect(taken?.fence).toBeGreaterThan(first?.fence ?? Number.POSITIVE_INFINITY);
  expect((await dead.hold(['a'])).size).toBe(0);
  // What was lost is not given back by whoever lost it.
  await dead.release(['a']);
  expect((await heir.hold(['a'])).get('a')?.fence).toBe(taken?.fence);
});

test('nothing is written under a lease that was lost: neither findings nor coverage nor that one is gone', async () => {
  const list: KeptList = opens(await startKeptList());
  await list.keep({ records: [toRecord('kept')] });
  await list.leases.release(['made']);
  const heir = createLeases(list.database, { lifeMs: 60_000, watchMs: 1_000 });
  expect((await heir.hold(['made'])).size).toBe(1);
  const now = Date.now();
  const page = { records: [toRecord('late')], covered: { from: now - 1_000, to: now }, state: { headAt: now } };
  await expect(list.keep(page)).rejects.toThrow(LeaseLost);
  await expect(keepGone(list.database, list.source, ['made:alerts:kept'], now)).rejects.toThrow(LeaseLost);
  expect((await list.rows()).map(({ key, gone_at }) => [key, gone_at])).toEqual([['kept', null]]);
  expect(await list.database.sql.selectFrom('source_coverage').selectAll().execute()).toEqual([]);
  const state = await list.database.sql.selectFrom('source_state').select('head_at').executeTakeFirstOrThrow();
  expect(state.head_at).toBeNull();
});
