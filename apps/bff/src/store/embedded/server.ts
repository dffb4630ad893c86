import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../../log.ts';
import { DatabaseError } from '../failure.ts';
import { type Binaries, findBinaries, placeBinaries, programOf } from './binaries.ts';
import { ownerRole, prepareCluster, readPassword, superuser } from './cluster.ts';
import { findHolder, isHolder, type Lock, takeLock } from './lock.ts';
import { choosePlace, findPlace, type Place } from './place.ts';
import { endWithUs, findPostmaster, stopPostmaster } from './postmaster.ts';
import { findServerUser, type ServerUser } from './server-user.ts';

export interface EmbeddedOptions {
  dataDir: string;
  log: Log;
  /** Where root puts what another user has to reach; for tests. */
  elsewhere?: string;
  /** Settings over ours, for throw-away servers of tests. */
  settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedServer {
  /** As the owner of the tables. Holds the password. */
  url: string;
  /** As the superuser, for tests that do what the owner may not. */
  superuserUrl: string;
  pid: number;
  /** Of Postgres, with the folder that it really is in. */
  place: Place;
  close(): Promise<void>;
}

interface Running {
  child: ChildProcess;
  pid: number;
  port: number;
  callOffGuard(): void;
}

const startMs = 30_000;
const logBytesMax = 5 * 1024 * 1024;

/**
 * Starts a real Postgres on the data folder, on loopback, and ends it with this process. One process at a time.
 * @throws DatabaseError when the folder is in use, or with Postgres's own words when it does not start
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const { dataDir, log, elsewhere, settings = {} } = options;
  const user = findServerUser();
  const place = await choosePlace(dataDir, user, log, elsewhere);
  const lock = await lockFolder(place.dataDir);
  try {
    const binaries = await placeBinaries(findBinaries(), user, place.home);
    const password = await prepareCluster(place, binaries, user);
    await stopLeftOver(place, log);
    const start = (port?: number) => startPostgres({ place, binaries, user, settings }, port);
    const running = await keepRunning(await start(), start, place, log);
    try {
      const { port } = running.current();
      await prepareOwner(toUrl(superuser, password, port, 'postgres'), password);
      return {
        url: toUrl(ownerRole, password, port, ownerRole),
        superuserUrl: toUrl(superuser, password, port, ownerRole),
        get pid() {
          return running.current().pid;
        },
        place,
        async close() {
          await running.stop();
          await lock.release();
        },
      };
    } catch (error) {
      await running.stop();
      throw error;
    }
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** @returns the address of the server that another process runs on the folder, for a command that wants to share it */
export async function findRunning(dataDir: string): Promise<string | undefined> {
  if (!existsSync(dataDir) || (await findHolder(dataDir)) === undefined) return undefined;
  const place = findPlace(dataDir);
  const found = await findPostmaster(place.cluster);
  if (!found?.isReady) return undefined;
  const password = await readPassword(join(dataDir, 'postgres-password'), place);
  return toUrl(ownerRole, password, found.port, ownerRole);
}

/** Whether a database was ever made in the folder. */
export const hasCluster = (dataDir: string): boolean => existsSync(join(findPlace(dataDir).cluster, 'PG_VERSION'));

async function lockFolder(dataDir: string): Promise<Lock> {
  const taken = await takeLock(dataDir);
  if (!isHolder(taken)) return taken;
  throw new DatabaseError(
    'locked',
    `The data folder ${dataDir} is in use by another Watchfloor (process ${taken.pid} on ${taken.host}). ` +
      'Stop it, or give this one a folder of its own with data_dir or WATCHFLOOR_DATA. Several at once need DATABASE_URL.',
  );
}

/** The lock is ours, so a server that still runs belongs to nobody: it was left by a kill, and may be stopping already. */
async function stopLeftOver({ cluster }: Place, log: Log): Promise<void> {
  const left = await findPostmaster(cluster);
  if (left === undefined) return;
  log.warn('database left running', {
    detail: `A Postgres (process ${left.pid}) was left by a process that was killed. It is stopped and started anew.`,
  });
  await stopPostmaster(left.pid);
}

interface StartOptions {
  place: Place;
  binaries: Binaries;
  user: ServerUser | undefined;
  settings: Readonly<Record<string, string>>;
}

async function startPostgres(options: StartOptions, wantedPort?: number): Promise<Running> {
  for (let tries = 1; ; tries++) {
    const port = wantedPort ?? (await findFreePort());
    const said = openLog(join(options.place.dataDir, 'postgres.log'));
    const child = spawnPostgres(options, port, said.fd);
    closeSync(said.fd);
    const failure = await whenReady(child, options.place.cluster);
    if (failure === undefined) {
      const pid = child.pid ?? 0;
      return { child, pid, port, callOffGuard: endWithUs(pid) };
    }
    const words = said.read();
    // Somebody took the port between the look and the use.
    if (wantedPort === undefined && tries < 5 && /could not bind|could not create any TCP/.test(words)) continue;
    throw new DatabaseError('no_start', `${failure} Its own words:\n${words.trim() || '(none)'}`);
  }
}

function spawnPostgres({ place, binaries, user, settings }: StartOptions, port: number, logFd: number): ChildProcess {
  const flags = Object.entries({
    listen_addresses: '127.0.0.1',
    port: String(port),
    // A path may be too long for a socket; the port has a password.
    unix_socket_directories: '',
    cluster_name: 'watchfloor',
    fsync: 'on',
    log_destination: 'stderr',
    logging_collector: 'off',
    log_line_prefix: '%m [%p] ',
    // What was just read is asked for within seconds: by then it should be known how much there is of what.
    autovacuum_naptime: '15s',
    ...settings,
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return spawn(programOf(binaries, 'postgres'), ['-D', place.cluster, ...flags], {
    ...(user && { uid: user.uid, gid: user.gid }),
    cwd: '/',
    env: { LC_ALL: 'C', TZ: 'UTC' },
    // Its own group: Ctrl+C is meant for us, who still have answers to finish.
    detached: true,
    stdio: ['ignore', logFd, logFd],
  });
}

/** @returns what went wrong, or undefined once sessions are accepted */
async function whenReady(child: ChildProcess, cluster: string): Promise<string | undefined> {
  let ended: string | undefined;
  child.once('error', (error) => {
    ended = `The built-in Postgres cannot be started (${error.message}).`;
  });
  child.once('exit', (code, signal) => {
    ended ??= `The built-in Postgres did not start (${signal ?? `exit code ${code}`}).`;
  });
  const until = Date.now() + startMs;
  while (Date.now() < until) {
    await sleep(15);
    if (ended !== undefined) return ended;
    const found = await findPostmaster(cluster);
    if (found?.isReady && found.pid === child.pid) return undefined;
  }
  if (child.pid !== undefined) await stopPostmaster(child.pid);
  return `The built-in Postgres was not ready after ${startMs / 1000} s.`;
}

/** A server that dies (killed, out of memory) comes back on the same port: the pool finds it again by itself. */
async function keepRunning(
  first: Running,
  start: (port: number) => Promise<Running>,
  place: Place,
  log: Log,
): Promise<{ current(): Running; stop(): Promise<void> }> {
  let running = first;
  const stopping = new AbortController();
  let restart: Promise<void> = Promise.resolve();

  function watch({ child, callOffGuard }: Running) {
    const onEnd = (code: number | null, signal: NodeJS.Signals | null) => {
      callOffGuard();
      if (stopping.signal.aborted) return;
      log.error('database ended', {
        detail: `Postgres ended (${signal ?? `exit code ${code}`}) and is started anew. See ${join(place.dataDir, 'postgres.log')}.`,
      });
      restart = again();
    };
    if (child.exitCode !== null || child.signalCode !== null) onEnd(child.exitCode, child.signalCode);
    else child.once('exit', onEnd);
  }

  async function again(): Promise<void> {
    for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, 10_000)) {
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      try {
        running = await start(running.port);
        watch(running);
        return;
      } catch (error) {
        log.error('database ended', { detail: error instanceof Error ? error.message : String(error) });
      }
    }
  }

  watch(running);
  return {
    current: () => running,
    async stop() {
      stopping.abort();
      await restart;
      await stopPostmaster(running.pid);
      running.callOffGuard();
    },
  };
}

/** Both steps may have been cut off by a kill, so both are looked at each time. */
async function prepareOwner(superuserUrl: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl, application_name: 'watchfloor start' });
  await client.connect();
  try {
    const role = await client.query('select from pg_roles where rolname = $1', [ownerRole]);
    const verb = role.rowCount === 0 ? 'create' : 'alter';
    await client.query(`${verb} role ${ownerRole} login createrole password ${pg.escapeLiteral(password)}`);
    const database = await client.query('select from pg_database where datname = $1', [ownerRole]);
    if (database.rowCount === 0) await client.query(`create database ${ownerRole} owner ${ownerRole}`);
  } finally {
    await client.end();
  }
}

const toUrl = (role: string, password: string, port: number, database: string) =>
  `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;

function findFreePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Postgres writes into the file itself: the words of one that outlives us are not lost. */
function openLog(file: string): { fd: number; read(): string } {
  if (existsSync(file) && statSync(file).size > logBytesMax) truncateSync(file);
  const fd = openSync(file, 'a', 0o600);
  const from = statSync(file).size;
  return { fd, read: () => readFileSync(file).subarray(from).toString('utf8').split('\n').slice(-30).join('\n') };
}
