import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { buildWeb } from '../build/web.mjs';
import { inRoot } from '../paths.mjs';
import { aliveOf, childrenOf } from '../testing/processes.mjs';
import { furtherVendors } from './vendors.mjs';

// The real parts on free ports. Asserted is how it begins and, above all, that nothing stays behind.

const demo = inRoot('packages', 'tooling', 'src', 'demo.mjs');
const small = ['--alarms', '50', '--events', '50'];
const freePorts = ['port', 'sim-port', 'control-port', ...furtherVendors.map(({ flag }) => flag)].flatMap((name) => [
  `--${name}`,
  '0',
]);

/** @type {import('node:child_process').ChildProcess[]} */
const started = [];
/** @type {string[]} */
const dataDirs = [];
afterAll(() => {
  // A database that was left by kill -9 writes its last files while this looks.
  for (const dir of dataDirs) rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});
beforeAll(async () => void (await buildWeb()), 120_000);
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

test.each(/** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))(
  '%s ends everything, and is no failure',
  async (signal) => {
    const run = await startUntilReady();
    expect(run.parts).toHaveLength(2);
    expect((await fetch(run.url)).status).toBe(200);
    run.child.kill(signal);
    expect(await run.exitCode).toBe(0);
    expect(aliveOf(run.parts)).toEqual([]);
    expect(run.said.stdout).toBe(`Watchfloor is ready: ${run.url}\n`);
  },
);

test('kill -9 of the demo ends everything', async () => {
  const run = await startUntilReady();
  run.child.kill('SIGKILL');
  await expect.poll(() => aliveOf(run.parts), { timeout: 10_000 }).toEqual([]);
});

test('kill -9 of npm ends everything', async () => {
  // As npm does it: a shell in between that stays there.
  const npm =
    "const { spawn } = require('node:child_process'); spawn('sh', ['-c', process.argv[1]], { stdio: 'inherit' });";
  const command = [process.execPath, demo, ...small, ...freePorts, '&& true'].join(' ');
  const run = await untilReady(startNode(['-e', npm, command], { npm_lifecycle_event: 'demo' }));
  const [shell = 0] = run.parts;
  const [itself = 0] = childrenOf(shell);
  const everything = [shell, itself, ...childrenOf(itself)];
  expect(everything).toHaveLength(4);
  run.child.kill('SIGKILL');
  await expect.poll(() => aliveOf(everything), { timeout: 10_000 }).toEqual([]);
});

test.each([
  [0, 'The simulator'],
  [1, 'The server'],
])('when part %i crashes the demo ends the other one and says that it was %s', async (index, name) => {
  const run = await startUntilReady();
  process.kill(run.parts[index] ?? 0, 'SIGKILL');
  expect(await run.exitCode).toBe(1);
  expect(run.said.stderr).toContain(`${name} crashed (SIGKILL)`);
  expect(aliveOf(run.parts)).toEqual([]);
});

test('a stop while it is starting ends everything too', async () => {
  const run = start(['--alarms', '200000', '--events', '200000', ...freePorts]);
  await expect.poll(() => childrenOf(run.pid), { timeout: 10_000 }).not.toEqual([]);
  const parts = childrenOf(run.pid);
  run.child.kill('SIGTERM');
  expect(await run.exitCode).toBe(0);
  expect(run.said.stdout).toBe('');
  expect(aliveOf(parts)).toEqual([]);
});

test('the configuration is gone from the disk once the server has read it', async () => {
  const before = configFolders();
  await startUntilReady();
  expect(configFolders().filter((name) => !before.includes(name))).toEqual([]);
});

test('a busy port ends it before anything is started', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = String(typeof address === 'object' ? address?.port : '');
  const run = start([...freePorts, '--sim-port', port]);
  expect(await run.exitCode).toBe(1);
  expect(run.said.stderr).toBe(
    `Port ${port} (the simulator) is in use. Choose another one with --sim-port <port>; 0 takes any free one.\n`,
  );
  server.close();
});

/** What one run keeps. As root the database is another user's, who has to get in. */
function newDataDir() {
  const dir = mkdtempSync(join(tmpdir(), 'watchfloor-demo-data-'));
  chmodSync(dir, 0o711);
  dataDirs.push(dir);
  return dir;
}

/** @param {string[]} nodeArgs @param {NodeJS.ProcessEnv} [env] */
function startNode(nodeArgs, env = {}) {
  const child = spawn(process.execPath, nodeArgs, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, WATCHFLOOR_DEMO_DATA: newDataDir(), ...env },
  });
  started.push(child);
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said.stderr += text;
  });
  /** @type {Promise<number | null>} */
  const exitCode = new Promise((resolve) => child.once('close', resolve));
  return { child, pid: child.pid ?? 0, said, exitCode };
}

/** @param {string[]} args */
const start = (args) => startNode([demo, ...args]);

const startUntilReady = () => untilReady(start([...small, ...freePorts]));

/** @param {ReturnType<typeof startNode>} run */
async function untilReady(run) {
  const line = /^Watchfloor is ready: (http:\/\/127\.0\.0\.1:\d+\/sign-in#[\w-]{43})\n/;
  while (!line.test(run.said.stdout) && run.child.exitCode === null) await sleep(20);
  const url = line.exec(run.said.stdout)?.[1];
  if (url === undefined) expect.fail(`the demo ended: ${run.said.stderr}`);
  return { ...run, url, parts: childrenOf(run.pid) };
}

const configFolders = () => readdirSync(tmpdir()).filter((name) => /^watchfloor-[A-Za-z0-9]{6}$/.test(name));
