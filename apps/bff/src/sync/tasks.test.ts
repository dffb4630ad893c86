import type { Difference } from '@watchfloor/contract';
import type { UsmSimulator } from '@watchfloor/simulators';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { missingIn } from './coverage.ts';
import { toPace } from './pace.ts';
import { pack } from './raw-bytes.ts';
import { readCoverage } from './source-state.ts';
import { until } from './testing/stage.ts';
import { type StagedVendor, stageUsm } from './testing/staged-vendors.ts';
import { doTask, startWorld, type World } from './testing/world.ts';

// What people ask of a connection, with its vendor at its other end. Read at production's pace, so that what is planted in
// the database is not put right before anybody looks.

const days = 30;
const dayMs = 86_400_000;
let world: World;
let vendor: StagedVendor;
beforeEach(async () => {
  vendor = await stageUsm(5, 'asked');
  world = await startWorld([vendor], { days, pace: toPace });
});
afterEach(() => world.close());

const place = () => ({ connection: vendor.id, resource: vendor.resource });
const missing = async (from: number, to: number) =>
  missingIn(await readCoverage(world.database, place()), { from, to });
const filled = () =>
  until(
    () => missing(Date.now() - days * dayMs + 60_000, Date.now() - 20_000),
    (stretches) => stretches.length === 0,
    30_000,
  );

test('a range from before what is kept is read when somebody asks, and is kept and claimed', async () => {
  const at = Date.now() - 50 * dayMs;
  const key = vendor.insertAt(at);
  const range = { from: at - dayMs, to: at + dayMs };
  expect(await missing(range.from, range.to)).toHaveLength(1);
  expect(await doTask(world, vendor, 'read', range)).toMatchObject({ state: 'done', message: null });
  expect(await missing(range.from, range.to)).toEqual([]);
  const kept = await world.database.sql.selectFrom('finding').select('key').where('happened', '=', at).execute();
  expect(kept).toEqual([{ key }]);
  const task = await world.database.sql.selectFrom('read_task').select(['rows', 'back_to']).executeTakeFirstOrThrow();
  expect(task).toEqual({ rows: 1, back_to: range.from });
}, 60_000);

test('a task is stopped at the next page, and what waits behind it has its turn', async () => {
  await filled();
  const { switches } = vendor.simulator as unknown as UsmSimulator;
  switches.latencyMs = 400;
  const whole = { from: Date.now() - days * dayMs, to: Date.now() };
  const asked = await sql<{ id: string }>`
    insert into read_task (connection, resource, kind, from_at, to_at, asked_by_name)
    values (${vendor.id}, ${vendor.resource}, 'read', ${whole.from}, ${whole.to}, 'somebody') returning id`.execute(
    world.database.sql,
  );
  const id = asked.rows[0]?.id ?? '';
  const stateOf = async () =>
    (await world.database.sql.selectFrom('read_task').select('state').where('id', '=', id).executeTakeFirstOrThrow())
      .state;
  await world.sync.wake(vendor.id);
  await until(stateOf, (state) => state === 'running');
  await world.database.sql.updateTable('read_task').set({ state: 'stopped' }).where('id', '=', id).execute();
  const { state } = await doTask(world, vendor, 'read', { from: Date.now() - dayMs, to: Date.now() });
  expect(state).toBe('done');
  expect(await stateOf()).toBe('stopped');
}, 60_000);

test('a vendor that fails for a moment is waited for; one that refuses ends the task with its reason', async () => {
  vendor.simulator.faults.next({ kind: 'status', status: 503, count: 4 });
  expect(await doTask(world, vendor, 'read')).toMatchObject({ state: 'done' });
  vendor.simulator.faults.next({ kind: 'status', status: 403, count: Number.POSITIVE_INFINITY });
  const { state, message } = await doTask(world, vendor, 'read');
  expect(state).toBe('failed');
  expect(message).toContain('403');
}, 60_000);

test('verify finds nothing where nothing differs, and names each way in which something does', async () => {
  await filled();
  const { database } = world;
  const clean = await doTask(world, vendor, 'verify');
  expect(clean.result).toMatchObject({ differences: 0, named: [] });
  expect(clean.result?.findings).toBe(vendor.keys().length);

  const old = await sql<{ uid: string }>`
    select uid from finding where happened between ${Date.now() - 25 * dayMs} and ${Date.now() - 5 * dayMs}
    order by uid limit 7`.execute(database.sql);
  const [gone, other, status, bytes, noBytes, record, copied] = old.rows.map(({ uid }) => uid);
  await sql`delete from finding where uid = ${gone}`.execute(database.sql);
  await sql`update finding set title = 'Planted' where uid = ${other}`.execute(database.sql);
  await sql`update finding set vendor_status = 'planted' where uid = ${status}`.execute(database.sql);
  await sql`update finding_raw set raw = ${await pack('{}')} where uid = ${bytes}`.execute(database.sql);
  await sql`delete from finding_raw where uid = ${noBytes}`.execute(database.sql);
  await sql`
    update finding set record = jsonb_set(record::jsonb, '{vendorStatus}', '"planted"')::json where uid = ${record}`.execute(
    database.sql,
  );
  const columns = await sql<{ names: string }>`
    select string_agg(quote_ident(attname), ',' order by attnum) as names from pg_attribute
    where attrelid = 'finding'::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attname <> 'uid'`.execute(
    database.sql,
  );
  const names = sql.raw(columns.rows[0]?.names ?? '');
  for (const name of ['planted', 'undated']) {
    await sql`
      insert into finding (uid, ${names})
      select uid || ${`-${name}`}, ${names} from finding where uid = ${copied}`.execute(database.sql);
  }
  await sql`update finding set happened = null where uid = ${`${copied}-undated`}`.execute(database.sql);

  const { result } = await doTask(world, vendor, 'verify');
  const kindOf = new Map(result?.named.map((one: Difference) => [one.uid, one.kind]));
  expect(Object.fromEntries(kindOf)).toEqual({
    [gone ?? '']: 'missing_here',
    [other ?? '']: 'other_values',
    [status ?? '']: 'other_values',
    [bytes ?? '']: 'other_bytes',
    [noBytes ?? '']: 'other_bytes',
    [record ?? '']: 'other_values',
    [`${copied}-planted`]: 'missing_there',
    [`${copied}-undated`]: 'missing_there',
  });
  expect(result?.differences).toBe(8);
}, 90_000);
