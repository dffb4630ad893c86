import { setTimeout as sleep } from 'node:timers/promises';
import type { StoreSettings } from '../config/store-settings.ts';
import type { Log } from '../log.ts';
import { type Database, openDatabase } from './database.ts';
import { findRunning, hasCluster, startEmbedded } from './embedded/server.ts';
import { DatabaseError } from './failure.ts';
import { migrate } from './migrate.ts';

/** A database with its schema in place, and the address under which its owner gets in. Holds the password. */
export interface OpenStore {
  database: Database;
  url: string;
  close(): Promise<void>;
}

export interface OpenStoreOptions {
  settings: StoreSettings;
  log: Log;
  /** How long a database that cannot be reached is asked again: it may be starting beside us. */
  patienceMs?: number;
  /** For commands: use the built-in server that a running Watchfloor has on the data folder, if there is one. */
  share?: boolean;
}

/**
 * Starts the built-in Postgres if it is the one to use, brings the schema up to date, opens the pool.
 * @throws DatabaseError with one sentence for the operator
 */
export async function openStore({ settings, log, patienceMs = 15_000, share }: OpenStoreOptions): Promise<OpenStore> {
  const server = await (share ? shareServer : openServer)(settings, log);
  const { url } = server;
  try {
    await patiently(() => migrate({ url, log }), patienceMs, log);
    const database = await openDatabase({ url, log });
    return {
      database,
      url,
      async close() {
        await database.close();
        await server.close();
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}

/** The server alone, whatever is in it. @returns the address of the tables' owner; holds the password */
export async function openServer(settings: StoreSettings, log: Log): Promise<{ url: string; close(): Promise<void> }> {
  if (settings.url === undefined) return startEmbedded({ dataDir: settings.dataDir, log });
  return { url: settings.url, close: () => Promise.resolve() };
}

/** The same for a command, beside a running Watchfloor or alone. @throws DatabaseError where nothing was ever kept */
export async function shareServer(settings: StoreSettings, log: Log): Promise<{ url: string; close(): Promise<void> }> {
  const running = settings.url ?? (await findRunning(settings.dataDir));
  if (running !== undefined) return openServer({ ...settings, url: running }, log);
  if (!hasCluster(settings.dataDir)) {
    throw new DatabaseError('not_found', `There is no database in ${settings.dataDir} yet.`);
  }
  return openServer(settings, log);
}

const pauseMs = 500;

/** Asks again while nobody answers; a wrong password or a wrong version does not get right by waiting. */
async function patiently(attempt: () => Promise<unknown>, patienceMs: number, log: Log): Promise<void> {
  const until = Date.now() + patienceMs;
  for (let tries = 1; ; tries++) {
    try {
      await attempt();
      return;
    } catch (error) {
      const isWorthIt = error instanceof DatabaseError && error.failure === 'unreachable';
      if (!isWorthIt || Date.now() + pauseMs > until) throw error;
      if (tries === 1) log.warn('waiting for the database', { detail: error.message });
      await sleep(pauseMs);
    }
  }
}
