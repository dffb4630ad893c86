import {
  type Access,
  type AdminConnection,
  adminConnectionAnswerSchema,
  adminConnectionsAnswerSchema,
} from '@watchfloor/contract';
import type { ConfiguredConnection } from '../../config/connection-settings.ts';
import type { Principal } from '../../http/guard.ts';
import { createSharedLedger } from '../../limits/shared-ledger.ts';
import { createLog } from '../../log.ts';
import { createCursorSealer } from '../../sources/cursor.ts';
import { createSourceDesk } from '../../sources/live-source-desk.ts';
import { openDatabase } from '../../store/database.ts';
import { asOwnPage, fakeApp } from '../../testing/fake-app.ts';
import { operator } from '../../testing/operator.ts';
import { composeConnections } from '../compose-connections.ts';
import { createConnectionBook } from '../connection-book.ts';
import { addConfigured } from '../from-config.ts';

export interface ConnectionsAppOptions {
  /** Of a database with the schema in place. */
  url: string;
  keys?: [Uint8Array, ...Uint8Array[]];
  configured?: ConfiguredConnection[];
  allowOrigins?: string[];
  allowPrivate?: string[];
  access?: Access;
  role?: Principal['role'];
  /** False: there is no key that outlives the process. */
  hasKey?: boolean;
}

export const firstKey = new Uint8Array(32).fill(1);

/** One server's connections on a database that it may share with others: everything but the socket it listens on. */
export async function startConnectionsApp({
  url,
  keys: [masterKey, ...olderMasterKeys] = [firstKey],
  configured = [],
  allowOrigins = [],
  allowPrivate = ['127.0.0.0/8'],
  access = 'all',
  role = 'admin',
  hasKey = true,
}: ConnectionsAppOptions) {
  const lines: string[] = [];
  const log = createLog((line) => lines.push(line));
  const now = Date.now;
  const database = await openDatabase({ url, log, connectionsMax: 4 });
  const book = createConnectionBook(log);
  const network = { allowPrivate };
  const config = {
    connections: configured,
    network,
    allowOrigins,
    masterKey,
    olderMasterKeys,
    masterKeyIsRandom: !hasKey,
  };
  const outbound = { ledgerFor: createSharedLedger(() => database) };
  addConfigured(book, configured, { network, outbound, now });
  const connections = await composeConnections(config, { database, book, outbound, log, now }).catch(
    async (error: unknown) => {
      await database.close();
      throw error;
    },
  );
  const desk = createSourceDesk({ book, sealer: createCursorSealer(masterKey, now), now });
  const principal = { ...operator, id: 'p1', name: 'Ada Admin', role, access };
  const { app } = fakeApp({ desk, connectionAdmin: connections.admin, database, principal, log });

  const send = async (method: string, path: string, body?: unknown) =>
    app.request(
      asOwnPage(path, {
        method,
        headers: { 'x-watchfloor': '1', 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
  return {
    app,
    book,
    database,
    lines,
    send,
    get: (path: string) => app.request(asOwnPage(path)),
    async list() {
      return adminConnectionsAnswerSchema.parse(await (await send('GET', '/api/connections')).json());
    },
    /** Fails the test where the answer is another one. */
    async put(method: 'POST' | 'PATCH', path: string, body: unknown): Promise<AdminConnection> {
      const response = await send(method, path, body);
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return adminConnectionAnswerSchema.parse(JSON.parse(text)).connection;
    },
    async close() {
      desk.close();
      await connections.close();
      await book.close();
      await database.close();
    },
  };
}

export type ConnectionsApp = Awaited<ReturnType<typeof startConnectionsApp>>;
