import { sql } from 'kysely';
import type { ConnectionBook, HeldConnection } from '../connections/connection-book.ts';
import { type Log, toLogFields } from '../log.ts';
import type { Database } from '../store/database.ts';
import { type ConnectionWorker, type SyncObserver, startConnectionWorker } from './connection-worker.ts';
import { toKeptLists } from './kept-lists.ts';
import { createLeases } from './lease.ts';
import { toPace } from './pace.ts';
import { dayMs, keepDays } from './retention.ts';

export interface SyncDeps {
  database: Database;
  book: Pick<ConnectionBook, 'list'>;
  /** How far back findings are kept. */
  days: number;
  /** Another one: what is kept was another world's. The demo's simulators make one at each start. */
  world?: string;
  /** How often what is read. */
  pace?: typeof toPace;
  onKept?: SyncObserver;
  /** A server that says nothing for so long has lost what it read. */
  leaseMs?: number;
  log: Log;
  now(): number;
}

export interface Sync {
  /** Somebody looks at what these give: they are read more often for a while. */
  watch(connections: readonly string[]): void;
  /** Whoever reads the connection reads its newest now, and looks for tasks. */
  wake(connection: string): Promise<void>;
  /** Those that this server reads. */
  reads(): string[];
  close(): Promise<void>;
}

/** Wakes whoever reads the connection that is named. */
const wakeChannel = 'watchfloor_read';
const tickMs = 1_000;
const leaseDefaultMs = 8_000;
const watchMs = 20_000;
const retentionEveryMs = 3_600_000;

/** Keeps every connection of the book read by one server, this one or another. */
export async function startSync({
  database,
  book,
  days,
  world = '',
  pace = toPace,
  onKept,
  leaseMs = leaseDefaultMs,
  log,
  now,
}: SyncDeps): Promise<Sync> {
  const leases = createLeases(database, { lifeMs: leaseMs, watchMs });
  const workers = new Map<string, ConnectionWorker>();
  /** Those that have not finished what they had begun. */
  const ending = new Map<string, Promise<void>>();
  const watchedUntil = new Map<string, number>();
  const retentionMs = days * dayMs;
  let isFailing = false;
  let keptDaysAt = 0;
  let isClosed = false;

  async function tick(): Promise<void> {
    if (days === 0) return;
    if (now() - keptDaysAt >= retentionEveryMs) {
      await keepDays({ database, days, log, now: now() });
      keptDaysAt = now();
    }
    const held = new Map(
      book.list().flatMap((connection) => (isKept(connection) ? [[connection.id, connection]] : [])),
    );
    const mine = await leases.hold([...held.keys()]);
    for (const [id, worker] of workers) {
      const lease = mine.get(id);
      const isStill = lease?.fence === worker.fence && held.get(id)?.generation === worker.generation;
      if (!isStill) end(id);
    }
    for (const [id, { fence, watchedMs }] of mine) {
      watchedUntil.set(id, now() + watchedMs);
      const connection = held.get(id);
      // One at a time: what the one before still keeps may be of another account.
      if (!connection?.open || workers.has(id) || ending.has(id) || isClosed) continue;
      const isWatched = () => (watchedUntil.get(id) ?? 0) > now();
      const { open } = connection;
      const worker = { database, connection, open, fence, retentionMs, world, isWatched, pace, onKept, log, now };
      workers.set(id, startConnectionWorker(worker));
    }
    const left = [...watchedUntil.keys()].filter((id) => !held.has(id));
    for (const id of left) watchedUntil.delete(id);
    await leases.release(left);
  }

  function end(id: string): void {
    const worker = workers.get(id);
    if (!worker) return;
    workers.delete(id);
    ending.set(
      id,
      worker.end().finally(() => {
        ending.delete(id);
        if (!isClosed) lookOnce();
      }),
    );
  }

  async function look(): Promise<void> {
    try {
      await tick();
      isFailing = false;
    } catch (error) {
      // Said once. What is read goes on, and is refused where the lease has passed on.
      if (!isFailing && !isClosed) log.error('reading not kept up', toLogFields(error));
      isFailing = true;
    }
  }

  // One at a time, however long it takes.
  let looking: Promise<void> | undefined;
  function lookOnce(): void {
    looking ??= look().finally(() => {
      looking = undefined;
    });
  }
  lookOnce();
  const timer = setInterval(lookOnce, tickMs);
  timer.unref();
  const stopListening = await database.listen(wakeChannel, (id) => {
    if (id === undefined) for (const worker of workers.values()) worker.wake();
    else workers.get(id)?.wake();
  });

  return {
    watch(connections) {
      leases.watch(connections).catch((error: unknown) => log.warn('a look was not noted', toLogFields(error)));
    },
    async wake(connection) {
      await sql`select pg_notify(${wakeChannel}, ${connection})`.execute(database.sql);
    },
    reads: () => [...workers.keys()],
    async close() {
      isClosed = true;
      clearInterval(timer);
      await stopListening();
      await looking;
      const mine = [...workers.keys()];
      for (const id of mine) end(id);
      await Promise.all(ending.values());
      await leases.release(mine).catch((error: unknown) => log.warn('reading not handed on', toLogFields(error)));
    },
  };
}

function isKept(connection: HeldConnection): boolean {
  return connection.open !== undefined && toKeptLists(connection).length > 0;
}
