import { ConfigError } from '../config.ts';
import { type Log, toLogFields } from '../log.ts';
import type { Database } from '../store/database.ts';
import type { ConnectionBook, ConnectionSpec } from './connection-book.ts';
import { type ReadingKept, toSpec, toUnopenedSpec } from './kept-connection.ts';
import { connectionsChannel, type KeptConnection, readConnections, readState } from './rows.ts';

export interface ConnectionSyncDeps extends ReadingKept {
  database: Database;
  book: ConnectionBook;
  /** Ids of the operator's file: they stand before kept ones of the same name. */
  configured: ReadonlySet<string>;
  log: Log;
  pollMs?: number;
}

export interface ConnectionSync {
  /** Brings the book to what the database has, so that whoever changed something finds it changed. */
  refresh(): Promise<void>;
  /** Ids that the operator's file took from kept connections. */
  shadowed(): ReadonlySet<string>;
  close(): Promise<void>;
}

/**
 * Keeps the book of this process at what the database has: at once by notice, and by looking where one was missed.
 * @throws ConfigError where secrets are under a key that is not given: nothing is opened then, and nothing changed
 */
export async function startConnectionSync(deps: ConnectionSyncDeps): Promise<ConnectionSync> {
  const { database, book, configured, log, pollMs = 1_500 } = deps;
  const applied = new Map<string, number>();
  let shadowed: ReadonlySet<string> = new Set();
  let state: string | undefined;
  let failing = false;
  let running: Promise<void> = Promise.resolve();
  let closed = false;

  const first = await readConnections(database.sql);
  checkKeys(first, deps);
  apply(first);

  function apply(all: readonly KeptConnection[]): void {
    shadowed = new Set(all.map(({ id }) => id).filter((id) => configured.has(id)));
    const kept = all.filter(({ id }) => !configured.has(id));
    for (const id of applied.keys()) {
      if (kept.some((connection) => connection.id === id)) continue;
      book.remove(id);
      applied.delete(id);
    }
    for (const connection of kept) {
      if (applied.get(connection.id) === connection.version) continue;
      put(toSpec(connection, deps), connection);
      applied.set(connection.id, connection.version);
    }
  }

  function put(spec: ConnectionSpec, kept: KeptConnection): void {
    try {
      book.put(spec);
    } catch (error) {
      book.put(toUnopenedSpec(spec, kept, error instanceof Error ? error.message : 'It cannot be opened.'));
    }
  }

  /** One at a time; each begins after it was asked for, so that it sees what was committed before. */
  function refresh(): Promise<void> {
    running = running.then(async () => {
      if (closed) return;
      const before = await readState(database.sql);
      apply(await readConnections(database.sql));
      state = before;
    });
    const mine = running;
    running = running.catch(() => undefined);
    return mine;
  }

  async function look(): Promise<void> {
    try {
      if ((await readState(database.sql)) !== state) await refresh();
      failing = false;
    } catch (error) {
      // Said once, and what is open goes on: whoever asks the database learns of it in any case.
      if (!failing && !closed) log.warn('connections not refreshed', toLogFields(error));
      failing = true;
    }
  }

  for (const id of shadowed) {
    log.warn('connection not used', {
      connection: id,
      detail: 'The configuration file has a connection with the id of one that was added in the browser.',
    });
  }
  const stopListening = await database.listen(connectionsChannel, () => void look());
  const timer = setInterval(() => void look(), pollMs);
  timer.unref();
  return {
    refresh,
    shadowed: () => shadowed,
    async close() {
      closed = true;
      clearInterval(timer);
      await stopListening();
      await running;
    },
  };
}

function checkKeys(all: readonly KeptConnection[], { ring }: ReadingKept): void {
  const secrets = all.flatMap((connection) => connection.secrets);
  const unknown = secrets.map(({ envelope }) => envelope.keyId).filter((id) => !ring.ids.includes(id));
  if (unknown.length === 0) return;
  throw new ConfigError([
    `${unknown.length} of ${secrets.length} kept secrets were sealed with another master key (${[...new Set(unknown)].join(', ')}; given: ${ring.ids.join(', ')}).`,
    'Nothing was changed. Give that key in WATCHFLOOR_KEY or WATCHFLOOR_KEY_FILE: both take several, apart by white space, the current one first. One that Watchfloor made is in the file master-key of the data folder.',
  ]);
}
