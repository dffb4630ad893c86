import { setTimeout as sleep } from 'node:timers/promises';
import type { StoreSettings } from '../config/store-settings.ts';
import type { Log } from '../log.ts';
import { type Database, openDatabase } from './database.ts';
import { findRunning, startEmbedded } from './embedded/server.ts';
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
  /** For commands: use the server that a running Watchfloor has on the data folder. */
  share?: boolean;
}

/**
 * Starts the built-in Postgres if it is the one to use, brings the schema up to date, opens the pool.
 * @throws DatabaseError with one sentence for the operator
 */
export async function openStore({ settings, log, patienceMs = 15_000, share }: OpenStoreOptions): Promise<OpenStore> {
  const given = settings.url ?? (share ? await findRunning(settings.dataDir) : undefined);
  const server = given === undefined ? await startEmbedded({ dataDir: settings.dataDir, log }) : undefined;
  const url = given ?? server?.url ?? '';
  try {
    await patiently(() => migrate({ url, log }), patienceMs, log);
    const database = await openDatabase({ url, log });
    return {
      database,
      url,
      async close() {
        await database.close();
        await server?.close();
      },
    };
  } catch (error) {
    await server?.close();
    throw error;
  }
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
