import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import type { Log } from '../log.ts';
import { type DatabaseAddress, toAddress } from './address.ts';
import { appRole, toClientConfig } from './client-config.ts';
import { toDatabaseError } from './failure.ts';
import { createListener } from './listen.ts';
import { createPool } from './pool.ts';
import type { Tables } from './tables.ts';

export interface Database {
  /** For questions. Runs under the application's own role. */
  sql: Kysely<Tables>;
  /** All of it or nothing of it. Committed when the promise is fulfilled. */
  transaction<T>(work: (trx: Transaction<Tables>) => Promise<T>): Promise<T>;
  /**
   * Calls back for each NOTIFY on the channel, from any replica, and with undefined after a lost connection is back:
   * what was notified in between is unknown, so look for yourself.
   * @returns what ends it, once it listens
   */
  listen(channel: string, onNotice: (payload: string | undefined) => void): Promise<() => Promise<void>>;
  /** A sentence while the database gives no answer; undefined otherwise. */
  whyUnreachable(): Promise<string | undefined>;
  sessions(): SessionCounts;
  close(): Promise<void>;
}

/** Of the pool, without the one that listens. */
export interface SessionCounts {
  busy: number;
  idle: number;
  /** Statements that wait for a session. */
  waiting: number;
}

export interface DatabaseOptions {
  /** `postgres://…` */
  url: string;
  log: Log;
  /** Sessions at most, without the one that listens. */
  connectionsMax?: number;
  statementTimeoutMs?: number;
}

const probeMs = 2_000;

/**
 * Opens the pool and makes sure of one connection. The schema has to be in place: see `migrate`.
 * @throws DatabaseError when it cannot be reached or lets us not in
 */
export async function openDatabase({
  url,
  log,
  connectionsMax = 10,
  statementTimeoutMs = 15_000,
}: DatabaseOptions): Promise<Database> {
  const address = toAddress(url);
  const session = toClientConfig(url, { name: 'watchfloor', role: appRole, statementTimeoutMs });
  const pool = createPool({ ...session, max: connectionsMax }, log);
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const listener = createListener({ config: { ...session, application_name: 'watchfloor listen' }, log });
  try {
    await sql`select 1`.execute(kysely);
  } catch (error) {
    await kysely.destroy();
    throw toDatabaseError(error, address) ?? error;
  }
  return {
    sql: kysely,
    transaction: (work) => kysely.transaction().execute(work),
    listen: listener.listen,
    whyUnreachable: () => probe(kysely, address),
    sessions: () => ({
      busy: pool.totalCount - pool.idleCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
    }),
    async close() {
      await listener.close();
      await kysely.destroy();
    },
  };
}

/** Opened for as long as the work takes, for a command, which has one session to itself. @throws as `openDatabase` */
export async function withDatabase<Result>(
  options: Omit<DatabaseOptions, 'connectionsMax'>,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const database = await openDatabase({ ...options, connectionsMax: 1 });
  try {
    return await work(database);
  } finally {
    // Also where the work failed: an idle session would keep the process for half a minute.
    await database.close();
  }
}

async function probe(kysely: Kysely<Tables>, address: DatabaseAddress): Promise<string | undefined> {
  const late = Promise.withResolvers<string>();
  const timer = setTimeout(
    () => late.resolve(`The database at ${address.place} gave no answer in ${probeMs / 1000} s.`),
    probeMs,
  );
  const answer = sql`select 1`.execute(kysely).then(
    () => undefined,
    (error: unknown) => describe(error, address),
  );
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

const describe = (error: unknown, address: DatabaseAddress): string =>
  toDatabaseError(error, address)?.message ?? (error instanceof Error ? error.message : String(error));
