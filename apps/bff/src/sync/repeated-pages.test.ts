import { isConnectorError } from '@watchfloor/connectors';
import { createRandom } from '@watchfloor/connectors/conformance';
import { afterEach, expect, test } from 'vitest';
import { createConnectionBook } from '../connections/connection-book.ts';
import { createTestDatabase, silent } from '../store/testing/test-database.ts';
import { toKeptLists } from './kept-lists.ts';
import { createLeases } from './lease.ts';
import { createReading, type Reading } from './reading.ts';
import { keepDays } from './retention.ts';
import { beginSource } from './source-state.ts';
import { putInto, toAsked } from './testing/asked-vendors.ts';
import { metBy } from './testing/fault-rounds.ts';
import { type StagedVendor, stageEach, stageKuma } from './testing/staged-vendors.ts';
import { createWitness } from './testing/witness.ts';
import { findDifferences } from './testing/world.ts';

// A page that comes again, once or for ever, is told from a right one by the page before it alone. So one list is read by
// one reader, and nobody else asks the vendor.

const rounds = process.env.WATCHFLOOR_LONG ? 100 : 15;
const seed = Number(process.env.WATCHFLOOR_SEED ?? 1);
const dayMs = 86_400_000;

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

test.each(stageEach.map((stage, index) => [index, stage] as const))(
  `vendor %i: pages that come again, and cursors that lead round, ${rounds} times`,
  async (index, stage) => {
    const vendor = await stage(seed + index, `again-${index}`);
    const { database, reading } = await startReading(vendor);
    const witness = await createWitness(vendor);
    const random = createRandom(seed * 13 + index);
    const signal = AbortSignal.timeout(300_000);
    const wrong: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      // Enough for several pages: the first of them is asked for unharmed.
      const count = random.pick([1, 2, Number.POSITIVE_INFINITY]);
      vendor.simulator.faults.next({ kind: 'repeat-page', path: vendor.path, count, skip: 1 + random.below(2) });
      vendor.disturb(random);
      witness.note();
      await reading.read({ from: Date.now() - 40 * dayMs, to: Date.now() + dayMs }, signal).catch((error: unknown) => {
        if (!isConnectorError(error)) throw error;
      });
      vendor.simulator.faults.clear();
      wrong.push(...(await witness.findFalseClaims(database)).map((claim) => `round ${round}: ${claim}`));
      if (wrong.length > 0) break;
    }
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(metBy(vendor)).toBeGreaterThan(0);
    await reading.read({ from: Date.now() - 40 * dayMs, to: Date.now() + dayMs }, signal);
    expect(await findDifferences(database, vendor, await vendor.truth())).toEqual([]);
  },
  300_000,
);

test('an answer to another question proves nothing of the one that was asked', async () => {
  const vendor = await stageKuma(seed, 'other');
  const { database, reading } = await startReading(vendor);
  const witness = await createWitness(vendor);
  const signal = AbortSignal.timeout(60_000);
  const now = Date.now();
  await reading.read({ from: now - 40 * dayMs, to: now - dayMs }, signal);
  vendor.insertAt(now - 60_000);
  witness.note();
  await new Promise((resolve) => setTimeout(resolve, 5));
  vendor.simulator.faults.next({ kind: 'repeat-page', path: vendor.path });
  expect(await reading.read({ from: now - 900_000, to: now + dayMs }, signal)).toBe(false);
  expect(vendor.simulator.requests.at(-1)?.fault).toBe('repeat-page');
  expect(await witness.findFalseClaims(database)).toEqual([]);
  expect(await reading.read({ from: now - 40 * dayMs, to: now + dayMs }, signal)).toBe(true);
  expect(await findDifferences(database, vendor, await vendor.truth())).toEqual([]);
}, 60_000);

async function startReading(vendor: StagedVendor) {
  const database = await createTestDatabase();
  const book = createConnectionBook(silent);
  opened.push(database, vendor.simulator, book);
  putInto(book, toAsked(vendor), database);
  const held = book.get(vendor.id);
  const [list] = held ? toKeptLists(held) : [];
  if (!held?.open || !list) throw new Error('nothing is kept of it');
  const place = { connection: vendor.id, resource: vendor.resource };
  const fence =
    (await createLeases(database, { lifeMs: 600_000, watchMs: 1 }).hold([vendor.id])).get(vendor.id)?.fence ?? 0;
  await keepDays({ database, days: 40, log: silent, now: Date.now() });
  const { filters } = list.keeping;
  await beginSource(database, { ...place, fence, account: '', filters, settings: '' });
  const reading: Reading = createReading({
    database,
    list: { open: held.open, reader: list.reader, now: Date.now },
    source: { ...place, keeping: list.keeping, fence, retentionMs: 40 * dayMs },
    lane: 'background',
  });
  return { database, reading };
}
