import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from './store/testing/test-database.ts';

const folder = mkdtempSync(join(tmpdir(), 'watchfloor-main-'));
const started: ChildProcess[] = [];
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database.close();
});

/** The server as a process of its own, as operators start it. */
function start(yaml: string, flags: string[] = []) {
  const file = join(folder, 'watchfloor.yaml');
  writeFileSync(file, yaml);
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const env = { PATH: process.env.PATH ?? '', WATCHFLOOR_WEB_ROOT: folder, DATABASE_URL: database.url };
  const child = spawn(process.execPath, [main, '--config', file, ...flags], { env, stdio: 'pipe' });
  started.push(child);
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const readUrl = () => /"msg":"listening","url":"([^"]+)"/.exec(output.stdout)?.[1];
  const url = async () => {
    await expect.poll(readUrl, { timeout: 10_000 }).toBeDefined();
    return readUrl() ?? '';
  };
  return { child, output, exit, url };
}

const minimal = 'server: { port: 0 }\nconnections: []\n';

describe('the server', () => {
  it('says in one line where it listens, on loopback, and is ready once there are pages', async () => {
    const { url } = start(minimal);
    const at = await url();
    expect(at).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${at}/healthz`)).status).toBe(200);
    expect((await fetch(`${at}/readyz`)).status).toBe(503);
    expect((await fetch(`${at}/api/sources`)).status).toBe(403);
    const own = await fetch(`${at}/api/sources`, { headers: { 'sec-fetch-site': 'same-origin' } });
    expect(await own.json()).toMatchObject({ code: 'not_signed_in' });
  });

  it('says at its first start the link that makes the administrator, and only a link: there is no password', async () => {
    const { url, output } = start(minimal);
    const at = await url();
    const link = /"msg":"sign-in link","url":"([^"]+)"/.exec(output.stdout)?.[1] ?? '';
    expect(link).toMatch(new RegExp(`^${at}/sign-in#[\\w-]{43}$`));
    const headers = { 'sec-fetch-site': 'same-origin', 'x-watchfloor': '1', 'content-type': 'application/json' };
    const body = JSON.stringify({ token: new URL(link).hash.slice(1) });
    const peek = await fetch(`${at}/api/session/link/peek`, { method: 'POST', headers, body });
    expect(await peek.json()).toMatchObject({ purpose: 'first_administrator', role: 'admin' });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'stops with code 0 on %s, also while a client holds a connection',
    async (signal) => {
      const { child, url, exit } = start(minimal);
      await fetch(`${await url()}/healthz`);
      child.kill(signal);
      expect(await exit).toBe(0);
    },
  );

  it('tells who keeps a stream open to come back elsewhere, and waits for nobody', async () => {
    const { child, url, output, exit } = start(minimal);
    const at = await url();
    const link = /"msg":"sign-in link","url":"([^"]+)"/.exec(output.stdout)?.[1] ?? '';
    const headers = { 'sec-fetch-site': 'same-origin', 'x-watchfloor': '1', 'content-type': 'application/json' };
    const person = { name: 'Operator', email: 'operator@norrvik.test', password: 'a long enough password' };
    const body = JSON.stringify({ ...person, token: new URL(link).hash.slice(1) });
    const signedIn = await fetch(`${at}/api/session/link`, { method: 'POST', headers, body });
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const stream = await fetch(`${at}/api/queue/stream`, { headers: { ...headers, cookie } });
    expect(stream.status).toBe(200);
    const from = performance.now();
    child.kill('SIGTERM');
    const lines = (await stream.text()).trim().split('\n');
    expect(lines.at(-1)).toBe('{"kind":"end","why":"stopping"}');
    expect(await exit).toBe(0);
    expect(performance.now() - from, 'before anything is cut').toBeLessThan(4_000);
  });

  it('stops when stdin ends, if asked to', async () => {
    const { child, url, exit } = start(minimal, ['--exit-with-stdin']);
    await url();
    child.stdin?.end();
    expect(await exit).toBe(0);
  });

  it('control: keeps running when stdin ends otherwise', async () => {
    const { child, url } = start(minimal);
    const at = await url();
    child.stdin?.end();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await fetch(`${at}/healthz`)).status).toBe(200);
  });
});

describe('a start that cannot work', () => {
  it('names the busy port and the setting in one line', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => blocker.once('listening', resolve));
    const { port } = blocker.address() as AddressInfo;
    const { exit, output } = start(`server: { port: ${port} }\nconnections: []`);
    expect(await exit).toBe(1);
    blocker.close();
    expect(output.stderr).toBe(
      `Port ${port} on 127.0.0.1 is in use. Choose another with server.port in watchfloor.yaml or WATCHFLOOR_PORT.\n`,
    );
  });

  it('prints every mistake of the configuration, and no stack', async () => {
    const { exit, output } = start('server: { prot: 1, host: 0.0.0.0 }\nconnections: []');
    expect(await exit).toBe(1);
    expect(output.stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/watchfloor\.yaml:1:11: server\.prot: Is not a setting\. Did you mean "port"\?$/),
      expect.stringMatching(/watchfloor\.yaml:1:26: server\.host: Others could reach 0\.0\.0\.0/),
    ]);
  });

  it('names a flag that is none', async () => {
    const { exit, output } = start(minimal, ['--verbose']);
    expect(await exit).toBe(1);
    expect(output.stderr).toContain('--verbose');
  });
});
