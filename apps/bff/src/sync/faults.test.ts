import { createRandom } from '@watchfloor/connectors/conformance';
import { afterEach, expect, test } from 'vitest';
import { missingIn } from './coverage.ts';
import { readCoverage } from './source-state.ts';
import { metBy, quickFaults, runRound } from './testing/fault-rounds.ts';
import { meetSlowly, slowCases } from './testing/slow-rounds.ts';
import { until } from './testing/stage.ts';
import { type StagedVendor, stageEach } from './testing/staged-vendors.ts';
import { createWitness } from './testing/witness.ts';
import { doTask, findDifferences, startWorld, type World } from './testing/world.ts';

// Vendors fail in every way we know while their lists change, and what is kept and claimed is held against what they
// really hold: while it lasts, and after it is over.
const faultsMin = process.env.WATCHFLOOR_LONG ? 8_000 : Number(process.env.WATCHFLOOR_FAULTS ?? 600);
const seed = Number(process.env.WATCHFLOOR_SEED ?? 1);
/** Connections of each vendor: most of a fault is waiting for the next try. */
const quickAtOnce = 3;
/** What is slow is waited for in so many places at once. */
const slowAtOnce = 2;
const dayMs = 86_400_000;

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

test(`${faultsMin} faults while four vendors' lists change: nothing is claimed that was not read, and afterwards nothing is missing, more or other`, async () => {
  const quick = (await Promise.all(Array.from({ length: quickAtOnce }, (_, n) => stageAll(`quick-${n}`, n)))).flat();
  const slow = (
    await Promise.all(Array.from({ length: slowAtOnce }, (_, n) => stageAll(`slow-${n}`, quickAtOnce + n)))
  ).flat();
  const running = await startWorld([...quick, ...slow]);
  world = running;
  const startedAt = Date.now();
  const wrong: string[] = [];
  await Promise.all([
    ...quick.map(async (vendor, index) => wrong.push(...(await failQuickly(running, vendor, seed * 100 + index)))),
    ...slow.map(async (vendor, index) =>
      wrong.push(...(await failSlowly(running, vendor, seed * 200 + index, Math.floor(index / stageEach.length)))),
    ),
  ]);
  const failedMs = Date.now() - startedAt;
  await running.endPauses();
  await Promise.all([...quick, ...slow].map((vendor) => expectWhole(running, vendor)));
  const met = [...quick, ...slow].reduce((sum, vendor) => sum + metBy(vendor), 0);
  const kinds = new Set([...quick, ...slow].flatMap(({ simulator }) => simulator.requests.map(({ fault }) => fault)));
  process.stdout.write(
    `${met} faults of ${kinds.size - 1} kinds were met in ${Math.round(failedMs / 1_000)} s; whole again ${Math.round((Date.now() - startedAt - failedMs) / 1_000)} s later\n`,
  );
  expect([...new Set(wrong)]).toEqual([]);
  expect(met).toBeGreaterThanOrEqual(faultsMin);
  // What failed was the vendors, never ourselves.
  expect(running.lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
}, 1_800_000);

function stageAll(name: string, set: number): Promise<StagedVendor[]> {
  return Promise.all(stageEach.map((stage, index) => stage(seed * 100 + set * 10 + index, `${name}-${index}`)));
}

async function failQuickly(running: World, vendor: StagedVendor, own: number): Promise<string[]> {
  const witness = await createWitness(vendor);
  const random = createRandom(own);
  const wrong: string[] = [];
  const enough = faultsMin / stageEach.length / quickAtOnce;
  while (metBy(vendor) < enough && wrong.length === 0) {
    running.sync.watch([vendor.id]);
    wrong.push(...(await runRound(running, vendor, witness, random, quickFaults)));
    // Each minute is the vendor's; a second that it asked for is not waited out here.
    await running.endPauses(vendor);
  }
  if (wrong.length > 0) wrong.push(...lastOf(vendor));
  return wrong;
}

/** What it was asked last, to find out why. */
function lastOf({ id, simulator }: StagedVendor): string[] {
  return simulator.requests
    .slice(-25)
    .map(({ at, path, query, status, fault = '' }) => `${id}: at ${at} ${path}?${query} ${status} ${fault}`);
}

/** A connection of each vendor meets them beside the quick ones: they are mostly waited for. */
async function failSlowly(running: World, vendor: StagedVendor, own: number, share: number): Promise<string[]> {
  const witness = await createWitness(vendor);
  const random = createRandom(own);
  const wrong: string[] = [];
  for (const slow of slowCases.filter((_, at) => at % slowAtOnce === share)) {
    wrong.push(...(await meetSlowly(running, vendor, witness, random, slow)));
  }
  return wrong;
}

/** Kept equals what the vendor holds; all of it is covered; and verify finds the same. */
async function expectWhole(running: World, vendor: StagedVendor): Promise<void> {
  const { database, sync } = running;
  sync.watch([vendor.id]);
  await sync.wake(vendor.id);
  const truth = await vendor.truth();
  expect([...truth.keys()].toSorted()).toEqual(vendor.keys().toSorted());
  await until(
    () => findDifferences(database, vendor, truth),
    (differences) => differences.length === 0,
    90_000,
  );
  const place = { connection: vendor.id, resource: vendor.resource };
  const window = { from: Date.now() - 40 * dayMs + 60_000, to: Date.now() - 10_000 };
  await until(
    async () => missingIn(await readCoverage(database, place), window),
    (missing) => missing.length === 0,
    120_000,
  );
  // Some are dated ahead of now, by a clock that was wrong.
  const ever = { from: Date.now() - 40 * dayMs, to: Date.now() + dayMs };
  const { state, result } = await doTask(running, vendor, 'verify', ever);
  expect({ id: vendor.id, state, result }).toMatchObject({
    state: 'done',
    result: { findings: truth.size, differences: 0, named: [] },
  });
}
