import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findHolder, isHolder, takeLock } from './lock.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'watchfloor-lock-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const write = (holder: object) => writeFileSync(join(dir, 'lock'), JSON.stringify(holder));

async function expectTaken(beatMs?: number) {
  const taken = await takeLock(dir, beatMs);
  if (isHolder(taken)) expect.fail(`held by ${taken.pid}`);
  return taken;
}

it('is taken once, and again after it was given back, which leaves no file behind', async () => {
  const first = await expectTaken();
  expect(await takeLock(dir)).toMatchObject({ pid: process.pid, host: hostname() });
  expect(await findHolder(dir)).toMatchObject({ pid: process.pid });
  await first.release();
  expect(readdirSync(dir)).toEqual([]);
  await (await expectTaken()).release();
});

it('is one of many that ask at the same time', async () => {
  const taken = await Promise.all(Array.from({ length: 20 }, () => takeLock(dir)));
  const locks = taken.flatMap((one) => (isHolder(one) ? [] : [one]));
  expect(locks).toHaveLength(1);
  await Promise.all(locks.map((lock) => lock.release()));
});

it('of a process that is gone is replaced, by one of many that ask', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.once('exit', resolve));
  write({ pid: child.pid, host: hostname(), began: '1' });
  expect(await findHolder(dir)).toBeUndefined();
  const taken = await Promise.all(Array.from({ length: 10 }, () => takeLock(dir)));
  const locks = taken.flatMap((one) => (isHolder(one) ? [] : [one]));
  expect(locks).toHaveLength(1);
  await Promise.all(locks.map((lock) => lock.release()));
});

it('of a process whose number another one has by now is replaced', async () => {
  write({ pid: process.pid, host: hostname(), began: '1' });
  await (await expectTaken()).release();
});

it('of another machine stands while it beats', async () => {
  write({ pid: 1, host: 'elsewhere', began: '1' });
  const beat = setInterval(() => {
    if (existsSync(join(dir, 'lock'))) utimesSync(join(dir, 'lock'), new Date(), new Date());
  }, 50);
  expect(await takeLock(dir, 100)).toMatchObject({ pid: 1, host: 'elsewhere' });
  clearInterval(beat);
});

it('control: of another machine is replaced once it is silent', async () => {
  write({ pid: 1, host: 'elsewhere', began: '1' });
  await (await expectTaken(100)).release();
});

it.each(['', '{"pid":', '{"pid":"x"}', 'null'])('that says %j is nobody’s', async (text) => {
  writeFileSync(join(dir, 'lock'), text);
  await (await expectTaken()).release();
});
