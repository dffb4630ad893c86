import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createLog } from '../../log.ts';
import { startEmbedded } from '../embedded/server.ts';
import { migrate } from '../migrate.ts';

/** Answers `POST /` with the URL of a new database, and drops it on `DELETE /<name>`. */
export interface TestServer {
  url: string;
  close(): Promise<void>;
}

interface Postgres {
  /** As a superuser. */
  url: string;
  template: string;
  close(): Promise<void>;
}

/**
 * One Postgres for a whole test run, started when the first test asks: most files need none, and pay nothing.
 * @param given an existing server, such as Debian's, as a superuser; else the built-in one on a folder of its own
 */
export async function startTestServer(given: string | undefined): Promise<TestServer> {
  let postgres: Promise<Postgres> | undefined;
  const server = createServer((request, response) => {
    postgres ??= startPostgres(given);
    postgres.then((running) => answer(request, response, running)).catch((error: unknown) => refuse(response, error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await (await postgres?.catch(() => undefined))?.close();
    },
  };
}

async function startPostgres(given: string | undefined): Promise<Postgres> {
  const server = given === undefined ? await startThrowAway() : { url: given, close: () => Promise.resolve() };
  // The runs of two checkouts may share a server.
  const template = `watchfloor_template_${randomBytes(4).toString('hex')}`;
  try {
    await run(server.url, `create database ${template}`);
    await migrate({ url: withDatabase(server.url, template) });
  } catch (error) {
    await server.close();
    throw error;
  }
  return {
    url: server.url,
    template,
    async close() {
      await run(server.url, `drop database if exists ${template} with (force)`);
      await server.close();
    },
  };
}

async function startThrowAway() {
  const dir = await mkdtemp(join(tmpdir(), 'watchfloor-test-postgres-'));
  // Started by root, Postgres is another user, who has to get in.
  await chmod(dir, 0o711);
  // Nothing here has to outlive a loss of power, and tests wait for each commit.
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };
  const remove = () => rm(dir, { recursive: true, force: true });
  try {
    const server = await startEmbedded({ dataDir: dir, log: createLog(() => undefined), settings });
    return {
      url: server.superuserUrl,
      async close() {
        await server.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, { url, template }: Postgres): Promise<void> {
  if (request.method === 'POST') {
    const name = `watchfloor_test_${randomBytes(6).toString('hex')}`;
    const isEmpty = request.url === '/empty';
    await run(url, `create database ${name} template ${isEmpty ? "template0 encoding 'UTF8'" : template}`);
    response.end(withDatabase(url, name));
    return;
  }
  const name = (request.url ?? '').slice(1);
  if (!/^watchfloor_test_[0-9a-f]{12}$/.test(name)) throw new Error(`No test database: ${name}`);
  await run(url, `drop database if exists ${name} with (force)`);
  response.end();
}

function refuse(response: ServerResponse, error: unknown): void {
  response.statusCode = 500;
  response.end(error instanceof Error ? error.message : String(error));
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
