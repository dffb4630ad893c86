import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { processesWith } from '../testing/processes.mjs';
import { startPart } from './part.mjs';

/** A program that says it is up and then does what its argument says. */
const program = `
const [what] = process.argv.slice(2);
if (what === 'stubborn') process.on('SIGTERM', () => undefined);
console.log(JSON.stringify({ up: what }));
if (what === 'crash') setTimeout(() => { console.error('the disk is full'); process.exit(3); }, 50);
setInterval(() => undefined, 1000);
`;

/** A command that starts the program as a part, and is then killed. */
const runner = `
import { startPart } from '${new URL('./part.mjs', import.meta.url).href}';
const part = startPart({ name: 'The part', script: process.argv[2], args: [process.argv[3]], env: {}, toReady: (line) => line?.up });
await part.ready;
console.log('started');
setInterval(() => undefined, 1000);
`;

/** @type {string} */
let dir;
/** @type {string} */
let script;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'watchfloor-part-'));
  script = join(dir, 'program.mjs');
  writeFileSync(script, program);
  writeFileSync(join(dir, 'runner.mjs'), runner);
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** @param {string} what */
const start = (what) =>
  startPart({ name: 'The part', script, args: [what], env: {}, toReady: readUp, stopGraceMs: 500 });

/** @param {unknown} line */
const readUp = (line) =>
  typeof line === 'object' && line !== null && 'up' in line && typeof line.up === 'string' ? line.up : undefined;

test('a part that is up says so, and is gone after stop', async () => {
  const part = start('calm');
  await expect(part.ready).resolves.toBe('calm');
  await part.stop();
  expect(processesWith(script)).toEqual([]);
});

test('a crash names the part and repeats its last lines', async () => {
  const part = start('crash');
  await expect(part.crash).rejects.toThrow(/^The part crashed \(exit code 3\)[^]*the disk is full/);
});

test('a part that cannot be loaded fails both promises instead of hanging', async () => {
  const part = startPart({ name: 'The part', script: join(dir, 'missing.mjs'), env: {}, toReady: readUp });
  await expect(part.ready).rejects.toThrow('The part crashed');
  await expect(part.crash).rejects.toThrow('Cannot find module');
});

test('a part that never says it is up is given up', async () => {
  const part = startPart({ name: 'The part', script, args: ['calm'], env: {}, toReady: () => undefined, readyMs: 300 });
  await expect(part.ready).rejects.toThrow('was not ready after 0.3 s');
  await part.stop();
});

test('a part that ignores SIGTERM is ended all the same', async () => {
  const part = start('stubborn');
  await part.ready;
  await part.stop();
  expect(processesWith(script)).toEqual([]);
});

test.each(['calm', 'stubborn'])('kill -9 of the command ends its %s part', async (what) => {
  const command = spawn(process.execPath, [join(dir, 'runner.mjs'), script, what], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => command.stdout.once('data', resolve));
  const own = () => processesWith(script).filter((pid) => pid !== command.pid);
  expect(own()).toHaveLength(1);
  command.kill('SIGKILL');
  await expect.poll(own, { timeout: 10_000 }).toEqual([]);
});
