import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { putInto, toAsked } from './testing/asked-vendors.ts';
import { until } from './testing/stage.ts';
import { type StagedVendor, stageSecureEndpoint } from './testing/staged-vendors.ts';
import { findDifferences, startWorld, type World } from './testing/world.ts';

// What is a finding, and whose, may be changed while it is kept.

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

const differences = async (world: World, vendor: StagedVendor) =>
  findDifferences(world.database, vendor, await vendor.truth());
const isNothing = (found: readonly string[]) => found.length === 0;

/** As an edit of the connection does. */
function change({ book, database }: World, vendor: StagedVendor, settings: Record<string, unknown> = {}): void {
  book.remove(vendor.id);
  const asked = toAsked(vendor);
  putInto(book, { ...asked, settings: { ...asked.settings, ...settings } }, database);
}

test('another rule of what is noise drops what it no longer takes for a finding, and reads what it takes since', async () => {
  const vendor = await stageSecureEndpoint(3, 'ruled');
  const world = await startWorld([vendor]);
  opened.push(world);
  const kept = () =>
    sql<{ key: string; first_read_at: number }>`select key, first_read_at from finding order by key`.execute(
      world.database.sql,
    );
  await until(() => differences(world, vendor), isNothing, 40_000);
  const before = (await kept()).rows;

  change(world, vendor, { noise: [] });
  const all = await until(
    async () => (await kept()).rows,
    (rows) => rows.length > before.length + 100,
    40_000,
  );
  expect(all.length).toBeGreaterThan(before.length);

  change(world, vendor);
  await until(() => differences(world, vendor), isNothing, 40_000);
  const after = (await kept()).rows;
  // What both rules keep was there all the time.
  expect(after.filter(({ key }) => before.some((one) => one.key === key))).toEqual(before);
  const { findings } = await world.database.sql.selectFrom('source_state').select('findings').executeTakeFirstOrThrow();
  expect(findings).toBe(after.length);
}, 120_000);

test('another account under the same name begins with nothing of the one before', async () => {
  const first = await stageSecureEndpoint(3, 'account');
  const world = await startWorld([first]);
  opened.push(world);
  await until(() => differences(world, first), isNothing, 40_000);
  const second = await stageSecureEndpoint(4, 'account');
  opened.push(second.simulator);
  const foreign = new Set(first.keys().filter((key) => !second.keys().includes(key)));
  expect(foreign.size).toBeGreaterThan(50);
  change(world, second);
  await until(() => differences(world, second), isNothing, 40_000);
  const rows = await world.database.sql.selectFrom('finding').select('key').execute();
  expect(rows.filter(({ key }) => foreign.has(key))).toEqual([]);
  const raws = await sql<{ n: number }>`select count(*)::int as n from finding_raw`.execute(world.database.sql);
  expect(raws.rows[0]?.n).toBe(rows.length);
}, 120_000);
