import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startUsmSimulator, type UsmSimulator } from '@watchfloor/simulators';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../store/testing/test-database.ts';
import type { Load, LoadReport } from './testing/saturate.ts';

// Servers as processes of their own, one Postgres, and vendors that note every call above their limit. The suite has
// two vendors; WATCHFLOOR_LOAD_VENDORS=10 is the measure of the plan, on a machine that has nothing else to do.
const vendorCount = Number(process.env.WATCHFLOOR_LOAD_VENDORS ?? 2);
const ms = 3_000;
const script = fileURLToPath(new URL('./testing/saturate.ts', import.meta.url));
let database: TestDatabase;
let simulators: UsmSimulator[];

beforeAll(async () => {
  database = await createTestDatabase();
  simulators = await Promise.all(
    Array.from({ length: vendorCount }, (_, index) =>
      startUsmSimulator({ alarms: 0, events: 0, clientId: `load-${index}` }),
    ),
  );
});
afterAll(async () => {
  await Promise.all(simulators.map((simulator) => simulator.close()));
  await database.close();
});

async function runServer(load: Load, killAfterMs?: number): Promise<LoadReport | undefined> {
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stdin.end(JSON.stringify(load));
  const timer =
    killAfterMs === undefined
      ? undefined
      : setTimeout(() => child.kill('SIGKILL'), load.startAt + killAfterMs - Date.now());
  await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  return said === '' ? undefined : (JSON.parse(said) as LoadReport);
}

test('three servers at full load stay below each vendor’s limit and use it, and one that is killed holds nothing', async () => {
  const accounts = simulators.map(({ baseUrl, clientId, clientSecret }) => ({ baseUrl, clientId, clientSecret }));
  const load: Load = { databaseUrl: database.url, accounts, startAt: Date.now() + 4_000, ms };
  const reports = await Promise.all([runServer(load), runServer(load), runServer(load, ms / 2)]);
  const finished = reports.filter((report) => report !== undefined);
  expect(finished).toHaveLength(2);
  const perSecond = simulators.map(({ requests }) => {
    const from = load.startAt + 500;
    const until = load.startAt + ms - 100;
    const within = requests.filter(({ method, at }) => method === 'GET' && at >= from && at < until).length;
    return (within * 1_000) / (until - from);
  });
  if (process.env.WATCHFLOOR_LOAD_VENDORS)
    process.stdout.write(`${JSON.stringify({ perSecond, finished, peaks: simulators.map(({ peak }) => peak.GET) })}\n`);
  expect(simulators.flatMap(({ violations }) => violations)).toEqual([]);
  for (const { failed, peopleWaitMaxMs } of finished) {
    expect(failed).toEqual({});
    expect(peopleWaitMaxMs).toBeLessThan(1_000);
  }
  // A token for each server, whatever else they share.
  for (const { tokenCalls } of simulators) expect(tokenCalls).toBeLessThanOrEqual(3);
  // Of the 82 a second that the pace allows. A machine that stands still makes nobody late, and leaves places unused.
  const share = Math.max(...finished.map(({ stallMaxMs }) => stallMaxMs)) < 100 ? 0.8 : 0.4;
  for (const rate of perSecond) expect(rate).toBeGreaterThan(share * 82);
}, 30_000);
