import { spawn } from 'node:child_process';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startUsmSimulator, type UsmSimulator } from '@watchfloor/simulators';
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import type { Load, LoadReport } from '../limits/testing/saturate.ts';
import { createTestDatabase, type TestDatabase } from '../store/testing/test-database.ts';
import { type AskedServer, prepareServers, type Servers } from '../testing/servers.ts';
import { until } from './testing/stage.ts';

// Three servers fill their database from scratch, people ask all of them, and a fourth process asks for whatever the
// vendors' limits still allow, in the background lane: each second is saturated. Meanwhile servers are killed or told to
// stop, and started again. WATCHFLOOR_LOAD_VENDORS=10 is the measure of the plan, with ten restarts.
const vendorCount = Number(process.env.WATCHFLOOR_LOAD_VENDORS ?? 2);
const isWhole = process.env.WATCHFLOOR_LOAD_VENDORS !== undefined;
const restarts = isWhole ? 10 : 3;
const everyMs = 5_000;
const script = fileURLToPath(new URL('../limits/testing/saturate.ts', import.meta.url));

let database: TestDatabase;
let simulators: UsmSimulator[] = [];
let servers: Servers | undefined;
const asking = new AbortController();
afterEach(async () => {
  asking.abort();
  await servers?.close();
  await Promise.all(simulators.map((simulator) => simulator.close()));
  await database.close();
});

async function saturate(load: Load): Promise<LoadReport> {
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stdin.end(JSON.stringify(load));
  await new Promise((resolve) => child.once('close', resolve));
  return JSON.parse(said) as LoadReport;
}

interface Seen {
  pages: number;
  pageMaxMs: number;
  /** Of calls in the people's lane, and of those how many waited for a second or more. */
  waits: number;
  longWaits: number;
  background: number;
  /** Of all processes. */
  stalls: { at: number; ms: number }[];
  failures: string[];
}

/** A person at the server, and a collector, until it is gone. */
async function attend(server: AskedServer, seen: Seen): Promise<void> {
  const isGone = () => server.child.exitCode !== null || server.child.signalCode !== null || server.child.killed;
  // The first reading is of its start.
  await server.metrics().catch(() => undefined);
  for (let turn = 0; !isGone() && !asking.signal.aborted; turn += 1) {
    const from = performance.now();
    try {
      const { sources } = await server.explore(`usm-${turn % vendorCount}`);
      seen.pages += 1;
      seen.pageMaxMs = Math.max(seen.pageMaxMs, performance.now() - from);
      for (const { state, message } of sources) if (state !== 'complete') seen.failures.push(`${state} ${message}`);
      note(server, await server.metrics(), seen);
    } catch (error) {
      if (!isGone()) seen.failures.push(String(error));
      return;
    }
    await sleep(200);
  }
}

const last = new WeakMap<AskedServer, { waits: number; long: number; background: number }>();

function note(server: AskedServer, metrics: Map<string, number>, seen: Seen): void {
  const sum = (pattern: RegExp) =>
    [...metrics].reduce((total, [name, value]) => (pattern.test(name) ? total + value : total), 0);
  const people = /^watchfloor_limiter_wait_seconds_count\{.*lane="people"/;
  const waits = sum(people);
  const long = waits - sum(/^watchfloor_limiter_wait_seconds_bucket\{.*lane="people".*le="1"\}/);
  const background = sum(/^watchfloor_limiter_wait_seconds_count\{.*lane="background"/);
  const before = last.get(server) ?? { waits: 0, long: 0, background: 0 };
  last.set(server, { waits, long, background });
  seen.waits += waits - before.waits;
  seen.longWaits += long - before.long;
  seen.background += background - before.background;
  const ms = (metrics.get('watchfloor_event_loop_delay_seconds{quantile="1"}') ?? 0) * 1_000;
  seen.stalls.push({ at: Date.now(), ms });
}

/** The vendors live in this process. */
function watchOwnStalls(seen: Seen): () => void {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const timer = setInterval(() => {
    seen.stalls.push({ at: Date.now(), ms: delay.max / 1e6 });
    delay.reset();
  }, 250);
  return () => {
    clearInterval(timer);
    delay.disable();
  };
}

test(`${vendorCount} vendors, three servers, ${restarts} restarts, saturated: no call too many, most of the allowance used, people do not wait behind reading`, async () => {
  database = await createTestDatabase();
  simulators = await Promise.all(
    Array.from({ length: vendorCount }, (_, index) =>
      // Small pages: the vendors share the machine with those who ask them.
      startUsmSimulator({ alarms: 4_000, events: 0, clientId: `load-${index}`, switches: { sizeMax: 5 } }),
    ),
  );
  const accounts = simulators.map(({ baseUrl, clientId, clientSecret }) => ({ baseUrl, clientId, clientSecret }));
  const prepared = prepareServers({ databaseUrl: database.url, accounts });
  servers = prepared;
  const seen: Seen = { pages: 0, pageMaxMs: 0, waits: 0, longWaits: 0, background: 0, stalls: [], failures: [] };
  const people: Promise<void>[] = [];
  const startOne = async () => people.push(attend(await prepared.start(), seen));
  await Promise.all([startOne(), startOne(), startOne()]);
  const readers = async () =>
    (await sql<{ n: number }>`select count(*)::int as n from sync_lease where owner is not null`.execute(database.sql))
      .rows[0]?.n;
  await until(readers, (n) => n === vendorCount);

  const load: Load = { databaseUrl: database.url, accounts, startAt: Date.now() + 5_000, ms: restarts * everyMs };
  const saturating = saturate(load);
  const stopWatching = watchOwnStalls(seen);
  for (let restart = 0; restart < restarts; restart += 1) {
    await sleep(Math.max(0, load.startAt + restart * everyMs - Date.now()));
    const [oldest] = prepared.running;
    await (restart % 2 === 0 ? oldest?.kill() : oldest?.stop());
    await startOne();
  }
  const report = await saturating;
  stopWatching();
  asking.abort();
  await Promise.all(people);

  const stalls = [...seen.stalls, ...report.stalls];
  const seconds = Array.from({ length: Math.floor(load.ms / 1_000) - 2 }, (_, second) => {
    const from = load.startAt + (second + 1) * 1_000;
    // A stall is told up to half a second after it.
    const isCalm = stalls.every(({ at, ms }) => ms < 100 || at < from || at > from + 1_500);
    const counts = simulators.map(
      ({ requests }) => requests.filter(({ method, at }) => method === 'GET' && at >= from && at < from + 1_000).length,
    );
    return { isCalm, counts };
  });
  const used = meanOf(seconds);
  const calm = seconds.filter(({ isCalm }) => isCalm);
  const usedCalm = meanOf(calm);
  const violations = simulators.flatMap((simulator) => simulator.violations);
  const stallMaxMs = Math.max(...stalls.map(({ ms }) => ms));
  const kept = (await sql<{ n: number }>`select count(*)::int as n from finding`.execute(database.sql)).rows[0]?.n;
  process.stdout.write(
    `${vendorCount} vendors, ${restarts} restarts: ${violations.length} calls too many, ${Math.max(...simulators.map(({ peak }) => peak.GET))} of 100 in the fullest second; ` +
      `of 100 a second used ${used.toFixed(1)} (mean of ${seconds.length} s), ${usedCalm.toFixed(1)} in the ${calm.length} s in which nobody stalled for 100 ms; ` +
      `${seen.background} calls of sync, ${kept} findings kept; people: ${seen.waits} calls, ${seen.longWaits} waited 1 s or more, ` +
      `${Math.round(report.peopleWaitMaxMs)} ms the longest of the fourth process, ${seen.pages} pages, the slowest ${Math.round(seen.pageMaxMs)} ms; ` +
      `longest stall ${Math.round(stallMaxMs)} ms\n`,
  );
  expect(violations).toEqual([]);
  expect(report.failed).toEqual({});
  expect(seen.failures).toEqual([]);
  expect(seen.longWaits).toBe(0);
  expect(seen.waits).toBeGreaterThan(20);
  expect(seen.background).toBeGreaterThan(50);
  // Of the 82 that the pace allows. Where the machine stands still, places go unused.
  if (calm.length >= 5) expect(usedCalm).toBeGreaterThan((isWhole ? 0.8 : 0.5) * 82);
}, 240_000);

function meanOf(seconds: readonly { counts: number[] }[]): number {
  const all = seconds.flatMap(({ counts }) => counts);
  return all.reduce((total, count) => total + count, 0) / all.length;
}
