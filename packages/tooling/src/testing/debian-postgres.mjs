import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError } from '../say.mjs';
import { installFromDebian } from './debian.mjs';

const base = '/usr/lib/postgresql';
const versionMin = 15;
const startMs = 60_000;

/** @returns {string | undefined} the folder of the newest version's programs */
export function findDebianPostgres() {
  if (!existsSync(base)) return undefined;
  const [newest] = readdirSync(base)
    .map(Number)
    .filter((version) => version >= versionMin && existsSync(join(base, String(version), 'bin', 'initdb')))
    .toSorted((a, b) => b - a);
  return newest === undefined ? undefined : join(base, String(newest), 'bin');
}

/** @returns {{ bin: string } | { why: string }} programs that are here or can be put here */
export function findOrInstallDebianPostgres() {
  const found = findDebianPostgres();
  if (found !== undefined) return { bin: found };
  const failure = installFromDebian('postgresql');
  const installed = findDebianPostgres();
  if (installed !== undefined) return { bin: installed };
  return { why: `no Postgres ${versionMin} or later in ${base}. ${failure ?? ''}`.trim() };
}

/**
 * A cluster of its own in a temporary folder, on a free port of loopback: the machine's own server, if there is one, is
 * not touched.
 * @param {string} bin
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function startDebianPostgres(bin) {
  const user = serverUser();
  const dir = mkdtempSync(join(tmpdir(), 'watchfloor-debian-postgres-'));
  const cluster = join(dir, 'cluster');
  const remove = () => rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  // Started by root, Postgres is another user, who has to get in.
  chmodSync(dir, 0o711);
  mkdirSync(cluster, { mode: 0o700 });
  const password = randomBytes(24).toString('base64url');
  const passwordFile = join(dir, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) for (const path of [cluster, passwordFile]) chownSync(path, user.uid, user.gid);
  const made = spawnSync(
    join(bin, 'initdb'),
    [
      '-D',
      cluster,
      '--username=postgres',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C.UTF-8',
      '--no-sync',
    ],
    { ...user, cwd: '/', encoding: 'utf8' },
  );
  if (made.status !== 0) {
    remove();
    throw new CommandError(`Debian's Postgres: initdb failed.\n${made.stderr}`);
  }
  const port = await findFreePort();
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'fsync=off',
    'max_connections=200',
  ];
  const server = spawn(join(bin, 'postgres'), ['-D', cluster, ...settings.flatMap((setting) => ['-c', setting])], {
    ...user,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  server.stderr.setEncoding('utf8').on('data', (text) => {
    said = `${said}${text}`.slice(-4000);
  });
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => server.once('close', () => resolve()));
  const stop = async () => {
    server.kill('SIGINT');
    await ended;
    remove();
  };
  const until = Date.now() + startMs;
  while (!isReady(cluster)) {
    if (server.exitCode !== null || Date.now() > until) {
      await stop();
      throw new CommandError(`Debian's Postgres did not start.\n${said}`);
    }
    await sleep(50);
  }
  return { url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`, stop };
}

/** @param {string} cluster */
function isReady(cluster) {
  const file = join(cluster, 'postmaster.pid');
  return existsSync(file) && readFileSync(file, 'utf8').split('\n')[7]?.trim() === 'ready';
}

/** Postgres refuses to be root; Debian's package brings its user. */
function serverUser() {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout),
  );
  if (!uid || !gid) throw new CommandError("Debian's Postgres: there is no user postgres.");
  return { uid, gid };
}

/** @returns {Promise<number>} */
function findFreePort() {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
