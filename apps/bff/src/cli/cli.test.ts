import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findRunning } from '../store/embedded/server.ts';

// The command as people type it, on a built-in database of its own, beside the server that they run.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

const cli = fileURLToPath(new URL('../cli.ts', import.meta.url));
const main = fileURLToPath(new URL('../main.ts', import.meta.url));
let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'watchfloor-cli-'));
  chmodSync(dir, 0o711);
  writeFileSync(join(dir, 'watchfloor.yaml'), 'server: { port: 0 }\nconnections: []\n');
});
afterAll(() => rmSync(dir, { recursive: true, maxRetries: 30, retryDelay: 100 }));

const env = { PATH: process.env.PATH ?? '' };

function run(args: string[], more: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd: dir,
    env: { ...env, ...more },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** @returns what stops it in the orderly way */
async function startServer(): Promise<() => Promise<unknown>> {
  const child = spawn(process.execPath, [main], { cwd: dir, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => line.includes('"listening"') && resolve());
    child.once('exit', (code) => reject(new Error(`The server ended (${code}).`)));
  });
  return () => {
    child.kill('SIGTERM');
    return new Promise((resolve) => child.once('exit', resolve));
  };
}

async function query(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: await findRunning(join(dir, 'data')) });
  await client.connect();
  await client.query(statement);
  await client.end();
}

const write = (name: string) =>
  query(`insert into audit_entry (actor_kind, actor_name, action) values ('system', '${name}', 'test.write')`);

describe('watchfloor', () => {
  it('lists its commands', () => {
    const { status, stdout } = run([]);
    expect(status).toBe(0);
    for (const name of ['backup <file>', 'restore <file> [--replace]', 'audit verify']) expect(stdout).toContain(name);
  });

  it.each([
    [['prove'], 'There is no command "prove".'],
    [['verify'], 'There is a word missing.\nUsage: watchfloor verify <connection> <range>'],
    [['verify', 'usm', 'yesterday'], '"yesterday" is not a range.'],
    [['verify', 'usm', 'now..now-1h'], 'The range ends before it begins.'],
    [['backup'], 'There is a word missing.\nUsage: watchfloor backup <file>'],
    [['backup', 'a', 'b'], 'There is a word too many.'],
    [['restore', 'a', '--force'], "Unknown option '--force'"],
    [['audit', 'verify', '--head', '12'], '--head 12: has to be a position and a mac'],
  ])('%j is refused with what to type', (args, message) => {
    const { status, stdout, stderr } = run(args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  it.each([
    [['backup', 'a', '--config', 'none.yaml'], 'none.yaml cannot be read (ENOENT)'],
    [['backup', 'a'], `data yet.`],
    [['audit', 'verify'], `data yet.`],
    [['restore', 'none.backup'], 'none.backup cannot be read (ENOENT).'],
  ])('%j says in one line why it cannot', (args, message) => {
    const { status, stderr } = run(args);
    expect(status).toBe(1);
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(message)]);
  });

  it('backs up beside a running server, verifies, and restores once it is stopped', async () => {
    rmSync(join(dir, 'data'), { recursive: true, force: true });
    const stop = await startServer();
    await write('kept');
    await vi.waitFor(() => expect(run(['audit', 'verify']).stdout).toMatch(/, 0 not yet\./), { timeout: 20_000 });
    expect(run(['backup', 'one.backup'])).toMatchObject({ status: 0, stderr: '' });
    await write('lost');
    expect(run(['restore', 'one.backup', '--replace']).stderr).toContain('is in use by another Watchfloor');
    await stop();
    const noted = /Head: (\S+)/.exec(run(['audit', 'verify']).stdout)?.[1] ?? '';
    expect(run(['restore', 'one.backup']).stderr).toContain('The database is not empty.');
    const restored = run(['restore', 'one.backup', '--replace']);
    expect(restored).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(join(dir, 'data')).filter((name) => name.startsWith('audit-heads-until-'))).toHaveLength(1);
    const after = run(['audit', 'verify']);
    expect(after).toMatchObject({ status: 0, stderr: '' });
    expect(after.stdout).toContain('Nothing was changed.');
    // What the restore undid is seen by whoever noted the head.
    const cut = run(['audit', 'verify', '--head', noted]);
    expect(cut.status).toBe(1);
    expect(cut.stdout).toContain('its end was cut off');
  });
});
