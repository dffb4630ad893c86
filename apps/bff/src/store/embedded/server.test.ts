import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLog } from '../../log.ts';
import { openDatabase } from '../database.ts';
import { migrate } from '../migrate.ts';
import { silent } from '../testing/test-database.ts';
import { findBinaries, placeBinaries, programOf } from './binaries.ts';
import { isAlive } from './postmaster.ts';
import { type EmbeddedServer, findRunning, startEmbedded } from './server.ts';
import { findServerUser } from './server-user.ts';

// Real servers on folders of their own. As root Postgres runs as another user, else as ourselves.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });
const isRoot = process.getuid?.() === 0;
const nobody = 65_534;

let base: string;
const servers: EmbeddedServer[] = [];
const children: ChildProcess[] = [];
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'watchfloor-embedded-'));
  chmodSync(base, 0o711);
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(base, { recursive: true, maxRetries: 30, retryDelay: 100 });
});

async function start(dataDir = join(base, 'data'), options: Partial<Parameters<typeof startEmbedded>[0]> = {}) {
  const server = await startEmbedded({ dataDir, log: silent, ...options });
  servers.push(server);
  return server;
}

async function stop(server: EmbeddedServer): Promise<void> {
  servers.splice(servers.indexOf(server), 1);
  await server.close();
}

async function query(url: string, ...statements: string[]): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  let rows: unknown[] = [];
  for (const statement of statements) ({ rows } = await client.query<Record<string, unknown>>(statement));
  await client.end();
  return rows;
}

const script = fileURLToPath(new URL('../testing/run-embedded.ts', import.meta.url));

interface Said {
  url: string;
  pid: number;
  home: string;
  failure?: string;
}

/** In a process of its own. */
async function startApart(dataDir: string, { uid }: { uid?: number } = {}): Promise<Said & { child: ChildProcess }> {
  const child = spawn(process.execPath, [script, dataDir], {
    stdio: ['ignore', 'pipe', 'ignore'],
    ...(uid !== undefined && { uid, gid: uid, cwd: '/' }),
  });
  children.push(child);
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout })
      .once('line', resolve)
      .once('close', () => reject(new Error('It ended.')));
  });
  return { ...(JSON.parse(line) as Said), child };
}

const childrenOf = (pid: number): number[] => {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' });
  const pairs = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.filter(([, parent]) => parent === pid).map(([child = 0]) => child);
};

describe('the built-in database', () => {
  it('starts on an empty folder, keeps what was written, and is gone after close', async () => {
    const first = await start();
    await query(first.url, 'create table kept (a int)', 'insert into kept values (1)');
    const settings = await query(
      first.url,
      `select current_setting('fsync') as fsync, current_setting('data_checksums') as sums,
      current_setting('listen_addresses') as at, (select datcollate || datlocprovider::text || datlocale from pg_database where datname = current_database()) as locale`,
    );
    expect(settings).toEqual([{ fsync: 'on', sums: 'on', at: '127.0.0.1', locale: 'CbC.UTF-8' }]);
    expect(await query(first.url, 'select rolsuper from pg_roles where rolname = current_user')).toEqual([
      { rolsuper: false },
    ]);
    await stop(first);
    expect(isAlive(first.pid)).toBe(false);
    expect(readdirSync(join(base, 'data')).toSorted()).toEqual(['postgres', 'postgres-password', 'postgres.log']);
    expect(statSync(join(base, 'data', 'postgres-password')).mode & 0o777).toBe(0o600);
    const second = await start();
    expect(await query(second.url, 'select a from kept')).toEqual([{ a: 1 }]);
  });

  it('lets nobody in without its password', async () => {
    const server = await start();
    const url = new URL(server.url);
    url.password = 'wrong';
    await expect(migrate({ url: url.href })).rejects.toThrow(
      `The database at 127.0.0.1:${url.port} refused the password of the user "watchfloor".`,
    );
  });

  it('refuses a second process on its folder, and says who has it', async () => {
    await start();
    const message = `The data folder ${join(base, 'data')} is in use by another Watchfloor (process ${process.pid} on`;
    await expect(start()).rejects.toThrow(message);
    expect((await startApart(join(base, 'data'))).failure).toContain(message);
  });

  it('is found by a command beside it', async () => {
    expect(await findRunning(join(base, 'data'))).toBeUndefined();
    const server = await start();
    expect(await findRunning(join(base, 'data'))).toBe(server.url);
  });

  it('comes back on the same port when it is killed, and the pool finds it again', async () => {
    const lines: string[] = [];
    const server = await start(undefined, { log: createLog((line) => lines.push(line)) });
    await migrate({ url: server.url });
    const database = await openDatabase({ url: server.url, log: silent });
    process.kill(server.pid, 'SIGKILL');
    await vi.waitFor(async () => expect(await database.whyUnreachable()).toMatch(/cannot be reached|starting/), {
      timeout: 30_000,
    });
    await vi.waitFor(async () => expect(await database.whyUnreachable()).toBeUndefined(), {
      timeout: 30_000,
      interval: 100,
    });
    expect(lines.join('')).toContain('"msg":"database ended"');
    await database.close();
  });
});

describe('after kill -9 of its process', () => {
  it('ends by itself, and the next start has every committed row', async () => {
    const { child, url, pid } = await startApart(join(base, 'data'));
    await query(url, 'create table kept as select generate_series(1, 100) as a');
    child.kill('SIGKILL');
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 30_000 });
    expect(await query((await start()).url, 'select count(*)::int as n from kept')).toEqual([{ n: 100 }]);
  });

  it('and of what guards it, is stopped by the next start, which has every committed row and says so', async () => {
    const { child, url, pid } = await startApart(join(base, 'data'));
    await query(url, 'create table kept as select generate_series(1, 100) as a');
    const guards = childrenOf(child.pid ?? 0).filter((other) => other !== pid);
    expect(guards).toHaveLength(1);
    for (const guard of guards) process.kill(guard, 'SIGKILL');
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
    expect(isAlive(pid)).toBe(true);
    const lines: string[] = [];
    const next = await start(undefined, { log: createLog((line) => lines.push(line)) });
    expect(isAlive(pid)).toBe(false);
    expect(lines.join('')).toContain(`A Postgres (process ${pid}) was left by a process that was killed.`);
    expect(await query(next.url, 'select count(*)::int as n from kept')).toEqual([{ n: 100 }]);
  });
});

describe('a start that cannot work', () => {
  it('repeats what Postgres says', async () => {
    const server = await start();
    await stop(server);
    appendFileSync(join(base, 'data', 'postgres', 'postgresql.conf'), "work_mem = 'planted'\n");
    await expect(start()).rejects.toThrow(/did not start \(exit code 1\)\. Its own words:[^]*work_mem[^]*planted/);
  });

  it('names the password file that is gone, and leaves the database as it is', async () => {
    await stop(await start());
    rmSync(join(base, 'data', 'postgres-password'));
    await expect(start()).rejects.toThrow(/postgres-password cannot be read \(ENOENT\)/);
    expect(existsSync(join(base, 'data', 'postgres', 'PG_VERSION'))).toBe(true);
  });

  it('names the folder that cannot be made', async () => {
    appendFileSync(join(base, 'file'), '');
    await expect(start(join(base, 'file', 'data'))).rejects.toThrow(/file\/data cannot be made \(ENOTDIR\)/);
  });
});

it('runs as a normal user, as that user', async () => {
  const dataDir = join(base, 'of-nobody', 'data');
  mkdirSync(join(base, 'of-nobody'), { mode: 0o700 });
  if (isRoot) chownSync(join(base, 'of-nobody'), nobody, nobody);
  const { child, url, pid, failure } = await startApart(dataDir, isRoot ? { uid: nobody } : {});
  expect(failure).toBeUndefined();
  expect(await query(url, 'select 1 as a')).toEqual([{ a: 1 }]);
  const owner = spawnSync('ps', ['-o', 'uid=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  expect(Number(owner)).toBe(isRoot ? nobody : process.getuid?.());
  child.kill('SIGTERM');
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
});

// Only root runs Postgres as another user, so only for root can a folder be closed to it.
describe.runIf(isRoot)('as root, below a closed home folder', () => {
  it('keeps the database where its user can reach it, says where, and finds it again', async () => {
    const home = join(base, 'home');
    mkdirSync(home, { mode: 0o700 });
    const elsewhere = join(base, 'elsewhere');
    const lines: string[] = [];
    const log = createLog((line) => lines.push(line));
    const first = await start(join(home, 'data'), { elsewhere, log });
    expect(first.place.home.startsWith(`${elsewhere}/data-`)).toBe(true);
    expect(lines.join('')).toContain(`cannot enter ${join(home, 'data')}; the database is in ${first.place.home}.`);
    expect(readFileSync(join(home, 'data', 'postgres-is-at'), 'utf8')).toBe(`${first.place.home}\n`);
    await query(first.url, 'create table kept as select 1 as a');
    expect(await findRunning(join(home, 'data'))).toBe(first.url);
    await stop(first);
    // Opened later: the database stays where it is.
    chmodSync(home, 0o711);
    const second = await start(join(home, 'data'), { elsewhere });
    expect(await query(second.url, 'select a from kept')).toEqual([{ a: 1 }]);
    await stop(second);
    rmSync(second.place.home, { recursive: true });
    await expect(start(join(home, 'data'), { elsewhere })).rejects.toThrow(/and that folder is gone/);
  });

  it('runs a copy of the binaries', async () => {
    const closed = join(base, 'closed');
    const found = findBinaries();
    cpSync(found.dir, join(closed, 'native'), { recursive: true, verbatimSymlinks: true });
    chmodSync(closed, 0o700);
    const user = findServerUser();
    const open = join(base, 'open');
    const placed = await placeBinaries({ dir: join(closed, 'native'), build: found.build }, user, open);
    expect(placed.dir).toBe(join(open, `postgresql-${found.build}`));
    expect(await placeBinaries(found, user, open)).toEqual(found);
  });
});

it('runs a copy of the binaries where an installation without scripts left their links out', async () => {
  const found = findBinaries();
  const bare = join(base, 'bare', 'native');
  cpSync(found.dir, bare, { recursive: true, verbatimSymlinks: true });
  spawnSync('find', [join(bare, 'lib'), '-type', 'l', '-delete']);
  expect(spawnSync(programOf({ dir: bare, build: '' }, 'postgres'), ['--version']).status).not.toBe(0);
  const placed = await placeBinaries({ dir: bare, build: found.build }, findServerUser(), join(base, 'data'));
  expect(placed.dir).toBe(join(base, 'data', `postgresql-${found.build}`));
});
