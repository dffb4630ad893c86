import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startUsmSimulator, type UsmSimulator } from '@watchfloor/simulators';
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../store/testing/test-database.ts';
import { type AskedServer, prepareServers, type Servers } from '../testing/servers.ts';
import { until } from './testing/stage.ts';

// One vendor of two is away while three servers read both and people ask for both. WATCHFLOOR_OUTAGE_S=600 is the
// measure of the plan; with WATCHFLOOR_OUTAGE=hangs the vendor takes connections and says nothing.
const outageMs = Number(process.env.WATCHFLOOR_OUTAGE_S ?? 30) * 1_000;
const hangs = process.env.WATCHFLOOR_OUTAGE === 'hangs';
const probeMs = 10_000;
/** By then every server has seen enough failures, in whatever they had under way; silence is waited for. */
const knownAfterMs = hangs ? 30_000 : 8_000;

let database: TestDatabase;
let simulators: UsmSimulator[] = [];
let servers: Servers | undefined;
let knocks: Knocks | undefined;
afterEach(async () => {
  await servers?.close();
  await knocks?.end();
  await Promise.all(simulators.map((simulator) => simulator.close()));
  await database.close();
});

interface Knocks {
  /** Epoch ms of each connection that was made. */
  at: number[];
  end(): Promise<void>;
}

/** Whoever connects is hung up on, or left waiting. */
async function countKnocks(port: number): Promise<Knocks> {
  const at: number[] = [];
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => {
    at.push(Date.now());
    open.add(socket.on('error', () => undefined));
    if (!hangs) socket.resetAndDestroy();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  return {
    at,
    end: () =>
      new Promise((resolve) => {
        if (!server.listening) return resolve();
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

interface Asked {
  connection: string;
  at: number;
  ms: number;
  state: string;
  message: string;
}

/** Asks for both connections, at every server in turn, until it is told to end. */
function askOn(list: readonly AskedServer[]): { asked: Asked[]; end(): Promise<void> } {
  const asked: Asked[] = [];
  const ended = new AbortController();
  const people = list.map(async (server) => {
    while (!ended.signal.aborted) {
      for (const connection of ['usm-0', 'usm-1']) {
        const at = Date.now();
        const [source] = (await server.explore(connection).catch(failed)).sources;
        asked.push({ connection, at, ms: Date.now() - at, state: source?.state ?? '', message: source?.message ?? '' });
      }
      await sleep(300);
    }
  });
  return {
    asked,
    async end() {
      ended.abort();
      await Promise.all(people);
    },
  };
}

test(
  `a vendor that is away for ${outageMs / 1_000} s is probed once in 10 s by three servers together, nobody else notices, and it is read to the end within 30 s of its return`,
  async () => {
    database = await createTestDatabase();
    simulators = await Promise.all(
      [0, 1].map((index) => startUsmSimulator({ alarms: 2_000, events: 0, clientId: `outage-${index}` })),
    );
    const [gone, other] = simulators;
    if (!gone || !other) throw new Error('Two were started.');
    const prepared = prepareServers({ databaseUrl: database.url, accounts: simulators });
    servers = prepared;
    const list = await Promise.all([1, 2, 3].map(() => prepared.start()));
    const isKept = async (connection: string, key: string) => {
      const { rows } = await sql`
      select from finding where connection = ${connection} and key = ${key}`.execute(database.sql);
      return rows.length > 0;
    };
    await until(
      async () =>
        (await sql<{ n: number }>`select count(*)::int as n from finding`.execute(database.sql)).rows[0]?.n ?? 0,
      (n) => n > 3_000,
      60_000,
    );
    const people = askOn(list);
    await sleep(2_000);

    const leftAt = Date.now();
    await gone.setListening(false);
    knocks = await countKnocks(Number(new URL(gone.origin).port));
    const [there = ''] = other.insertAlarms([{ timestamp_occured: String(Date.now()) }]);
    await until(() => isKept('usm-1', there), Boolean, 45_000);
    const [missed = ''] = gone.insertAlarms([{ timestamp_occured: String(Date.now()) }]);
    await sleep(Math.max(0, leftAt + outageMs - Date.now()));
    const { at } = knocks;
    await knocks.end();
    await gone.setListening(true);
    const backAt = Date.now();
    await until(() => isKept('usm-0', missed), Boolean, 30_000);
    const caughtUpMs = Date.now() - backAt;
    await until(
      () => Promise.all(list.map((server) => server.explore('usm-0'))),
      (answers) => answers.every(({ sources }) => sources[0]?.state === 'complete'),
      15_000,
    );
    await people.end();

    const probes = at.filter((time) => time > leftAt + knownAfterMs);
    const most = Math.max(
      ...probes.map((from) => probes.filter((time) => time >= from && time < from + probeMs - 100).length),
    );
    const during = people.asked.filter(
      ({ at: asked }) => asked > leftAt + knownAfterMs && asked < leftAt + outageMs - 500,
    );
    const words = new Set(during.filter(({ connection }) => connection === 'usm-0').map(({ message }) => message));
    const others = during.filter(({ connection }) => connection === 'usm-1');
    const othersMs = others.map(({ ms }) => ms).toSorted((a, b) => a - b);
    process.stdout.write(
      `away ${outageMs / 1_000} s: ${at.length - probes.length} calls until it was left alone, then ${probes.length} probes, ${most} at most in 10 s; ` +
        `caught up ${caughtUpMs} ms after its return; the other vendor ${others.length} pages, ${othersMs[Math.floor(othersMs.length / 2)]} ms (median), ${othersMs.at(-1)} ms at most\n`,
    );
    expect(probes.length).toBeGreaterThan(0);
    expect(most).toBe(1);
    for (const word of words) expect(word).toMatch(hangs ? /answer in/ : /closed the connection.*left alone/);
    expect(words.size).toBeGreaterThan(0);
    expect(others.filter(({ state }) => state !== 'complete')).toEqual([]);
    expect(others.length).toBeGreaterThan(outageMs / 2_000);
  },
  outageMs + 180_000,
);

/** Of our own server: shown among what was answered. */
function failed(error: unknown): { sources: { state: string; message: string }[] } {
  return { sources: [{ state: 'no answer', message: String(error) }] };
}
