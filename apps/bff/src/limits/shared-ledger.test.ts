import { createLedger, createLimiter, type LedgerRequest, type Quota } from '@watchfloor/connectors';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../store/database.ts';
import { createTestDatabase, silent, type TestDatabase } from '../store/testing/test-database.ts';
import { createSharedLedger } from './shared-ledger.ts';

let database: TestDatabase;
let other: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  other = await openDatabase({ url: database.url, log: silent });
});
afterAll(async () => {
  await other.close();
  await database.close();
});

const signal = new AbortController().signal;
const second: Quota = { limit: 100, windowMs: 1_000 };
let keys = 0;
const newKey = () => {
  keys += 1;
  return `key ${keys}`;
};
const people = (count: number): LedgerRequest => ({ wanted: { people: count, background: 0 } });

const request = fc.record({
  afterMs: fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 9_000, max: 11_000 })),
  wanted: fc.record({ people: fc.nat(12), background: fc.nat(12) }),
  pauseMs: fc.option(fc.integer({ min: 1, max: 2_000 }), { nil: undefined, freq: 8 }),
  told: fc.option(
    fc.record({
      remaining: fc.nat(200),
      resetMs: fc.option(fc.integer({ min: 1, max: 9_000 }), { nil: undefined }),
    }),
    { nil: undefined },
  ),
  brokeBy: fc.option(fc.constantFrom('Nobody answers.', 'It fails.'), { nil: undefined, freq: 8 }),
  mended: fc.option(fc.boolean(), { nil: undefined, freq: 8 }),
});

test.each([
  ['a second', second],
  ['an hour', { limit: 300, windowMs: 3_600_000 }],
])('for a window of %s the database rules as the rule in this process does', async (_, quota) => {
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 20 }), async (requests) => {
      let at = 1_800_000_000_000;
      const ours = createLedger(quota, () => at);
      const shared = createSharedLedger(
        () => database,
        () => at,
      )(newKey(), quota);
      for (const { afterMs, ...asked } of requests) {
        at += afterMs;
        expect(await shared.ask(asked)).toEqual(await ours.ask(asked));
      }
    }),
    { numRuns: 40 },
  );
});

test('two servers share one limit, whatever their clocks say', async () => {
  const key = newKey();
  const here = createSharedLedger(() => database)(key, second);
  const there = createSharedLedger(() => other)(key, second);
  const hourAhead = () => Date.now() + 3_600_000;
  const startedAt = performance.now();
  const limiters = [createLimiter(second, here), createLimiter(second, there, hourAhead)];
  await Promise.all(limiters.flatMap((limiter) => Array.from({ length: 50 }, () => limiter.admit('people', signal))));
  // 100 calls: 5 at once, the others at 82 a second.
  expect(performance.now() - startedAt).toBeGreaterThan(((100 - 5) / 82) * 1_000 - 20);
});

test('what the vendor said to one server holds for the other one', async () => {
  const key = newKey();
  const quota = { limit: 3_000, windowMs: 3_600_000 };
  const here = createSharedLedger(() => database)(key, quota);
  const there = createSharedLedger(() => other)(key, quota);
  await here.ask({ ...people(0), told: { remaining: 1, resetMs: 600_000 } });
  expect((await there.ask(people(5))).admitted.people).toBe(1);
  expect((await here.ask(people(5))).pauseMs.people).toBeGreaterThan(590_000);
  await there.ask({ ...people(0), told: { remaining: 2_999, resetMs: 3_600_000 }, pauseMs: 2_000 });
  expect(await here.ask(people(5))).toMatchObject({ admitted: { people: 0 } });
});

test('a database that lost the row in a crash is told what was admitted', async () => {
  const key = newKey();
  const ledger = createSharedLedger(() => database)(key, { limit: 60, windowMs: 3_600_000 });
  expect((await ledger.ask(people(100))).admitted.people).toBe(27);
  await sql`delete from outbound_quota where key = ${key}`.execute(database.sql);
  expect((await ledger.ask(people(100))).admitted.people).toBe(0);
  // Control: a server that knows nothing.
  const ignorant = createSharedLedger(() => other)(newKey(), { limit: 60, windowMs: 3_600_000 });
  expect((await ignorant.ask(people(100))).admitted.people).toBe(27);
});

test('people find a place at once while background reading of another server takes all it gets', async () => {
  const key = newKey();
  const busy = createLimiter(second, createSharedLedger(() => database)(key, second));
  const end = new AbortController();
  const reading = Promise.allSettled(Array.from({ length: 300 }, () => busy.admit('background', end.signal)));
  const calm = createLimiter(second, createSharedLedger(() => other)(key, second));
  const waited: number[] = [];
  for (let call = 0; call < 10; call += 1) {
    const startedAt = performance.now();
    await calm.admit('people', signal);
    waited.push(performance.now() - startedAt);
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  end.abort(new Error('enough'));
  await reading;
  expect(Math.max(...waited)).toBeLessThan(1_000);
});

test('a database that gives no answer lets nobody leave, and says why', async () => {
  const closed = await openDatabase({ url: database.url, log: silent });
  await closed.close();
  const limiter = createLimiter(second, createSharedLedger(() => closed)(newKey(), second));
  await expect(limiter.admit('people', signal)).rejects.toMatchObject({ kind: 'paused', retryAfterMs: 1_000 });
});
