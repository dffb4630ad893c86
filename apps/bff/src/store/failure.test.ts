import { createServer } from 'node:net';
import { expect, it, vi } from 'vitest';
import { openStore } from './open-store.ts';
import { createEmptyDatabase, silent } from './testing/test-database.ts';

// The first one to ask waits for the server, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const open = (url: string) => openStore({ settings: { url, dataDir: '/nonexistent' }, log: silent, patienceMs: 0 });

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

it('a database that nobody serves is named with its address, without the password', async () => {
  const port = await freePort();
  const failing = open(`postgres://someone:sentinel@127.0.0.1:${port}/watchfloor`);
  await expect(failing).rejects.toThrow(`The database at 127.0.0.1:${port} cannot be reached (ECONNREFUSED).`);
  await expect(failing).rejects.not.toThrow('sentinel');
});

it('a name that nobody has', async () => {
  await expect(open('postgres://a:b@nowhere.invalid/watchfloor')).rejects.toThrow(
    /^The database at nowhere\.invalid:5432 cannot be reached \((ENOTFOUND|EAI_AGAIN)\)\.$/,
  );
});

it('a program that is no Postgres', async () => {
  const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  await expect(open(`postgres://a:b@127.0.0.1:${port}/x`)).rejects.toThrow(`at 127.0.0.1:${port} cannot be reached`);
  server.close();
});

it('a database that is not there, and a wrong password', async () => {
  const { url, drop } = await createEmptyDatabase();
  const missing = new URL(url);
  missing.pathname = '/watchfloor_nowhere';
  await expect(open(missing.href)).rejects.toThrow('There is no database "watchfloor_nowhere" at');
  const wrong = new URL(url);
  wrong.password = 'sentinel';
  await expect(open(wrong.href)).rejects.toThrow(/refused the password of the user "\w+"\.$/);
  await drop();
});
