import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createRandom, type Random } from '@watchfloor/connectors/conformance';
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { type Database, openDatabase } from '../store/database.ts';
import { type EmbeddedServer, startEmbedded } from '../store/embedded/server.ts';
import { migrate } from '../store/migrate.ts';
import { silent } from '../store/testing/test-database.ts';
import { toAsked } from './testing/asked-vendors.ts';
import { quickFaults } from './testing/fault-rounds.ts';
import { until } from './testing/stage.ts';
import { type StagedVendor, stageEach } from './testing/staged-vendors.ts';
import { createWitness, type Witness } from './testing/witness.ts';
import { findDifferences } from './testing/world.ts';

// Who reads is killed in the midst of it, and every third time the database with it, while the vendors change and fail.
const kills = process.env.WATCHFLOOR_LONG ? 50 : 10;
const seed = Number(process.env.WATCHFLOOR_SEED ?? 1);
const leaseMs = 1_500;
const readingProcess = fileURLToPath(new URL('./testing/reading-process.ts', import.meta.url));

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of opened.splice(0).toReversed()) await end();
});

test(`${kills} kills of who reads, and of the database: nothing is claimed that was not kept, and afterwards everything is`, async () => {
  const { postgres, database } = await startDatabase();
  const vendors = await Promise.all(stageEach.map((stage, index) => stage(seed * 30 + index, `killed-${index}`)));
  for (const { simulator } of vendors) opened.push(() => simulator.close());
  const witnesses = await Promise.all(vendors.map(createWitness));
  const random = createRandom(seed * 7);
  const calm = disturbAll(vendors, witnesses, random);
  opened.push(async () => calm());
  const takenMs: number[] = [];
  const wrong: string[] = [];
  for (let round = 0; round < kills; round += 1) {
    const reader = await startReader(postgres.url, vendors);
    const from = Date.now();
    await until(
      () => owners(database, reader),
      (owned) => owned === vendors.length,
      20_000,
    );
    takenMs.push(Date.now() - from);
    await sleep(300 + random.below(1_700));
    if (round % 3 === 2) process.kill(postgres.pid, 'SIGKILL');
    await reader.kill();
    wrong.push(...(await findAllFalse(database, witnesses)));
  }
  calm();
  await startReader(postgres.url, vendors);
  await Promise.all(vendors.map((vendor) => expectKept(database, vendor)));
  wrong.push(...(await findAllFalse(database, witnesses)));
  process.stdout.write(
    `${kills} kills: the next read on after ${Math.max(...takenMs)} ms at most; ${vendors.reduce((sum, { simulator }) => sum + simulator.requests.length, 0)} calls\n`,
  );
  expect([...new Set(wrong)]).toEqual([]);
  // A lease lives on for as long as it may after its holder died; then a look each second finds it.
  expect(Math.max(...takenMs)).toBeLessThan(leaseMs + 1_000 + 2_500);
}, 900_000);

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A Postgres of its own, that comes back by itself. */
async function startDatabase(): Promise<{ postgres: EmbeddedServer; database: Database }> {
  const folder = mkdtempSync(join(tmpdir(), 'watchfloor-kills-'));
  // Started by root, Postgres is another user, who has to get in.
  chmodSync(folder, 0o711);
  opened.push(async () => rmSync(folder, { recursive: true, force: true, maxRetries: 30, retryDelay: 100 }));
  const postgres = await startEmbedded({ dataDir: join(folder, 'data'), log: silent });
  opened.push(() => postgres.close());
  await migrate({ url: postgres.url });
  const database = await openDatabase({ url: postgres.url, log: silent });
  opened.push(() => database.close());
  return { postgres, database };
}

interface Reader {
  pid: number;
  kill(): Promise<void>;
}

async function startReader(url: string, vendors: readonly StagedVendor[]): Promise<Reader> {
  const env = { DATABASE_URL: url, LEASE_MS: String(leaseMs), VENDORS: JSON.stringify(vendors.map(toAsked)) };
  const child: ChildProcess = spawn(process.execPath, [readingProcess], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const gone = once(child, 'close');
  const lines: string[] = [];
  const kill = async () => {
    child.kill('SIGKILL');
    await gone;
  };
  opened.push(kill);
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (line.includes('"msg":"reading"')) resolve();
      });
    }
    child.once('close', () => reject(new Error(`It ended: ${lines.slice(-10).join('\n')}`)));
  });
  return { pid: child.pid ?? 0, kill };
}

/** Until it is told to stop, every vendor changes and fails. */
function disturbAll(vendors: readonly StagedVendor[], witnesses: readonly Witness[], random: Random): () => void {
  const timer = setInterval(() => {
    for (const [index, vendor] of vendors.entries()) {
      const { faults } = vendor.simulator;
      if (random.chance(0.3)) vendor.disturb(random);
      witnesses[index]?.note();
      if (faults.pending.length < 3)
        faults.next({ ...random.pick(quickFaults), count: 1 + random.below(2), skip: random.below(6) });
    }
  }, 100);
  return () => {
    clearInterval(timer);
    for (const { simulator } of vendors) simulator.faults.clear();
  };
}

/** How many of the lists this process reads. */
async function owners(database: Database, { pid }: Reader): Promise<number> {
  const { rows } = await patiently(() =>
    sql<{ n: number }>`select count(*)::int as n from sync_lease where owner_name like ${`% ${pid}`}`.execute(
      database.sql,
    ),
  );
  return rows[0]?.n ?? 0;
}

async function findAllFalse(database: Database, witnesses: readonly Witness[]): Promise<string[]> {
  const found = await Promise.all(witnesses.map((witness) => patiently(() => witness.findFalseClaims(database))));
  return found.flat();
}

/** The database may just be coming back. */
async function patiently<Value>(ask: () => Promise<Value>): Promise<Value> {
  const giveUpAt = Date.now() + 20_000;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
      await sleep(100);
    }
  }
}

async function expectKept(database: Database, vendor: StagedVendor): Promise<void> {
  const truth = await vendor.truth();
  await until(
    () => findDifferences(database, vendor, truth),
    (differences) => differences.length === 0,
    90_000,
  );
  // What is counted beside the findings has not come apart from them.
  const { rows } = await sql<{ counted: number; kept: number; bytes: number }>`
    select s.findings::int as counted, count(f.uid)::int as kept, count(r.uid)::int as bytes
    from source_state s
      left join finding f on f.connection = s.connection and f.resource = s.resource
      left join finding_raw r on r.uid = f.uid and r.at = f.at
    where s.connection = ${vendor.id} group by s.findings`.execute(database.sql);
  expect(rows).toEqual([{ counted: rows[0]?.kept, kept: rows[0]?.kept, bytes: rows[0]?.kept }]);
}
