import { setTimeout as sleep } from 'node:timers/promises';
import { startUsmSimulator, type UsmSimulator } from '@watchfloor/simulators';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../store/testing/test-database.ts';
import { type AskedServer, prepareServers, type Servers } from '../testing/servers.ts';
import { until } from './testing/stage.ts';

// Who reads, when a server is told to stop or is killed: processes as in production.

let database: TestDatabase;
let simulators: UsmSimulator[];
let servers: Servers;
beforeEach(async () => {
  database = await createTestDatabase();
  simulators = await Promise.all(
    [0, 1].map((index) => startUsmSimulator({ alarms: 20_000, events: 0, clientId: `handover-${index}` })),
  );
  servers = prepareServers({ databaseUrl: database.url, accounts: simulators });
});
afterEach(async () => {
  await servers.close();
  await Promise.all(simulators.map((simulator) => simulator.close()));
  await database.close();
});

async function readersOf(): Promise<Map<string, string>> {
  const { rows } = await sql<{ connection: string; owner_name: string }>`
    select connection, owner_name from sync_lease where owner is not null`.execute(database.sql);
  return new Map(rows.map(({ connection, owner_name }) => [connection, owner_name]));
}

const pidOf = ({ child }: AskedServer) => String(child.pid);
const isReadBy = (server: AskedServer) => (readers: Map<string, string>) =>
  readers.size === 2 && [...readers.values()].every((name) => name.endsWith(` ${pidOf(server)}`));

const kept = async () =>
  (await sql<{ n: number }>`select count(*)::int as n from finding`.execute(database.sql)).rows[0]?.n ?? 0;

test('a server that is told to stop while its vendors hang stops in time and hands on what it reads at once; its metrics are of what it reads', async () => {
  const first = await servers.start();
  await until(readersOf, isReadBy(first));
  await until(kept, (n) => n > 1_000, 30_000);
  const second = await servers.start();
  const isOfSync = (name: string) => name.startsWith('watchfloor_sync_') || name.startsWith('watchfloor_findings');
  const ofFirst = await until(
    () => first.metrics(),
    (metrics) => (metrics.get('watchfloor_findings{connection="usm-1",resource="alarms"}') ?? 0) > 0,
  );
  const labels = '{connection="usm-0",resource="alarms"}';
  expect(ofFirst.get(`watchfloor_sync_lag_seconds${labels}`)).toBeLessThan(60);
  expect(ofFirst.get(`watchfloor_sync_trouble${labels}`)).toBe(0);
  expect(ofFirst.get(`watchfloor_sync_pages_total${labels}`)).toBeGreaterThan(0);
  expect(ofFirst.get(`watchfloor_findings_added_total${labels}`)).toBeGreaterThan(100);
  expect(ofFirst.has('watchfloor_sync_pass_timestamp_seconds{connection="usm-0",resource="alarms",pass="head"}')).toBe(
    true,
  );
  // Thirty days are kept, and the back-fill goes on.
  expect(ofFirst.get(`watchfloor_sync_missing_seconds${labels}`)).toBeLessThanOrEqual(30 * 86_400);
  expect([...(await second.metrics()).keys()].filter(isOfSync)).toEqual([]);

  // From here on no vendor answers.
  for (const { faults } of simulators) faults.next({ kind: 'hang', path: '/alarms', count: 1_000 });
  await until(async () => simulators.every(({ requests }) => requests.at(-1)?.status === 0), Boolean, 10_000);
  const stoppedAt = Date.now();
  const stopping = first.stop();
  await until(readersOf, isReadBy(second), 10_000);
  const handedOnMs = Date.now() - stoppedAt;
  const { code, ms } = await stopping;
  for (const { faults } of simulators) faults.clear();
  process.stdout.write(
    `told to stop while its vendors hang: read by the other one after ${handedOnMs} ms, ended after ${Math.round(ms)} ms\n`,
  );
  expect(code).toBe(0);
  expect(ms).toBeLessThan(5_500);
  expect(handedOnMs).toBeLessThan(2_500);
  const wrong = first.lines.filter((line) => /"level":"(error|warn)"/.test(line));
  expect(wrong).toEqual([]);
  for (const line of first.lines) expect(JSON.parse(line)).toHaveProperty('time');
  const before = await kept();
  for (const simulator of simulators) simulator.insertAlarms([{ timestamp_occured: String(Date.now()) }]);
  await until(kept, (n) => n > before, 30_000);
}, 120_000);

test('what a killed server read is read by another one after its lease, and nothing twice', async () => {
  const first = await servers.start();
  await until(readersOf, isReadBy(first));
  const second = await servers.start();
  await until(kept, (n) => n > 500, 30_000);
  const killedAt = Date.now();
  await first.kill();
  await until(readersOf, isReadBy(second), 20_000);
  process.stdout.write(`killed: read by the other one after ${Date.now() - killedAt} ms\n`);
  expect(Date.now() - killedAt).toBeLessThan(11_000);
  await sleep(500);
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (select connection, key from finding group by 1, 2 having count(*) > 1) twice`.execute(
    database.sql,
  );
  expect(rows[0]?.n).toBe(0);
}, 90_000);
