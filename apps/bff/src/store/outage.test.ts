import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts';

// The server as a process of its own, and a real Postgres behind a door that the test opens and shuts.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'watchfloor-outage-'));
let database: TestDatabase;
let door: Door;
let child: ChildProcess | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Watchfloor</title>');
  writeFileSync(join(folder, 'watchfloor.yaml'), 'server: { port: 0 }\nconnections: []\n');
});
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  door = await createDoor(Number(new URL(database.url).port));
});
afterEach(async () => {
  const gone = new Promise((resolve) => child?.once('exit', resolve));
  if (child?.kill('SIGKILL')) await gone;
  await door.shut();
});

interface Door {
  port: number;
  open(): Promise<void>;
  shut(): Promise<void>;
}

async function createDoor(to: number): Promise<Door> {
  let server: Server | undefined;
  const sockets = new Set<Socket>();
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server = createServer((socket) => {
        const other = connect(to, '127.0.0.1');
        for (const one of [socket, other]) {
          sockets.add(one);
          // Whichever end breaks, both are gone: that is what the test is about.
          one.on('error', () => undefined).once('close', () => (socket.destroy(), other.destroy()));
        }
        socket.pipe(other).pipe(socket);
      });
      server.once('error', reject).listen(port, '127.0.0.1', () => resolve());
    });
  await listen(0);
  const { port } = (server as unknown as Server).address() as AddressInfo;
  return {
    port,
    open: () => listen(port),
    async shut() {
      for (const socket of sockets) socket.destroy();
      sockets.clear();
      const closing = server;
      server = undefined;
      if (closing) await new Promise((resolve) => closing.close(resolve));
    },
  };
}

function start(): { said(): string; url(): Promise<string> } {
  const url = new URL(database.url);
  url.port = String(door.port);
  const env = {
    PATH: process.env.PATH ?? '',
    WATCHFLOOR_WEB_ROOT: folder,
    WATCHFLOOR_DATA: join(folder, 'data'),
    WATCHFLOOR_KEY: Buffer.alloc(32, 7).toString('base64'),
    DATABASE_URL: url.href,
  };
  let said = '';
  child = spawn(process.execPath, [main, '--config', join(folder, 'watchfloor.yaml')], { env, stdio: 'pipe' });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const find = () => /"msg":"listening","url":"([^"]+)"/.exec(said)?.[1];
  return {
    said: () => said,
    async url() {
      await expect.poll(find, { timeout: 30_000 }).toBeDefined();
      return find() ?? '';
    },
  };
}

async function readiness(at: string): Promise<string> {
  const response = await fetch(`${at}/readyz`);
  return `${response.status} ${await response.text()}`;
}

it('says in /readyz why while the database is away and goes on by itself when it is back, and logs no password', async () => {
  const server = start();
  const at = await server.url();
  expect(await readiness(at)).toBe('200 ready');
  await door.shut();
  await vi.waitFor(
    async () => expect(await readiness(at)).toMatch(/^503 .*The database at 127\.0\.0\.1:\d+ cannot be reached/s),
    {
      timeout: 20_000,
    },
  );
  expect((await fetch(`${at}/healthz`)).status).toBe(200);
  await door.open();
  await vi.waitFor(async () => expect(await readiness(at)).toBe('200 ready'), { timeout: 20_000 });
  expect(server.said()).not.toContain(new URL(database.url).password);
});

it('waits for a database that starts after it', async () => {
  await door.shut();
  const server = start();
  await expect.poll(() => server.said(), { timeout: 20_000 }).toContain('"msg":"waiting for the database"');
  await door.open();
  expect(await readiness(await server.url())).toBe('200 ready');
});
