import type { ConformingSimulator, Fixture } from '@watchfloor/connectors/conformance';
import { type ConnectionBook, createConnectionBook } from '../../connections/connection-book.ts';
import { putConnection } from '../../connections/testing/put-connection.ts';
import { createSharedLedger } from '../../limits/shared-ledger.ts';
import { createLog } from '../../log.ts';
import { createTestDatabase, type TestDatabase } from '../../store/testing/test-database.ts';
import { type Sync, startSync } from '../sync.ts';

export interface SyncStage<Simulator> {
  database: TestDatabase;
  simulator: Simulator;
  book: ConnectionBook;
  sync: Sync;
  /** What was logged. */
  lines: string[];
  /** Another server on the same database. */
  startAnother(): Promise<{ sync: Sync; book: ConnectionBook; close(): Promise<void> }>;
  close(): Promise<void>;
}

/** A simulator, a database, and a server's reading between them. */
export async function startStage<Simulator extends ConformingSimulator, Options>(
  fixture: Fixture<Simulator, Options>,
  options: Options,
  { days = 40, config = {} }: { days?: number; config?: Record<string, unknown> } = {},
): Promise<SyncStage<Simulator>> {
  const database = await createTestDatabase();
  const simulator = await fixture.start(options);
  const lines: string[] = [];
  const log = createLog((line) => void lines.push(line));
  const started: { close(): Promise<void> }[] = [];

  async function start() {
    const book = createConnectionBook(log);
    const { id, vendor } = fixture;
    putConnection(book, {
      id,
      vendor,
      settings: { ...fixture.settings(simulator), ...config },
      ledgerFor: createSharedLedger(() => database),
    });
    const sync = await startSync({ database, book, days, log, now: Date.now });
    const server = {
      sync,
      book,
      async close() {
        started.splice(started.indexOf(server), 1);
        await sync.close();
        await book.close();
      },
    };
    started.push(server);
    return server;
  }

  const { sync, book } = await start();
  return {
    database,
    simulator,
    book,
    sync,
    lines,
    startAnother: start,
    async close() {
      await Promise.all([...started].map((server) => server.close()));
      await simulator.close();
      await database.close();
    },
  };
}

/** Asks until it is so. @throws Error with what it was last */
export async function until<Value>(
  ask: () => Promise<Value>,
  isSo: (value: Value) => boolean,
  timeoutMs = 20_000,
): Promise<Value> {
  const giveUpAt = Date.now() + timeoutMs;
  for (;;) {
    const value = await ask();
    if (isSo(value)) return value;
    if (Date.now() > giveUpAt) throw new Error(`Not so within ${timeoutMs} ms: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
