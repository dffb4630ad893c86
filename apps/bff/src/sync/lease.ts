import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { sql } from 'kysely';
import type { Database } from '../store/database.ts';

/** Another server reads the connection now, and nothing may be written under the lease that was lost. */
export class LeaseLost extends Error {
  constructor(connection: string) {
    super(`Another server reads ${connection} now.`);
    this.name = 'LeaseLost';
  }
}

export interface Lease {
  /** Higher than that of every lease before: what is written under an older one is refused. */
  fence: number;
  /** Until then somebody looks at what the connection gives. Epoch ms by the database's clock, as ours reads it. */
  watchedMs: number;
}

export interface Leases {
  /**
   * Takes those that are free, and renews those that are ours.
   * @returns what is ours now
   */
  hold(connections: readonly string[]): Promise<Map<string, Lease>>;
  /** Somebody looks at these: they are read more often for a while, by whoever has them. */
  watch(connections: readonly string[]): Promise<void>;
  /** Gives them back, so that another server goes on at once. */
  release(connections: readonly string[]): Promise<void>;
}

/** Whoever looks all the time is written down this often. */
const watchStepMs = 5_000;

const clock = sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

/** @param lifeMs after which a server that says nothing has lost what it had */
export function createLeases(
  database: Pick<Database, 'sql'>,
  { lifeMs, watchMs }: { lifeMs: number; watchMs: number },
): Leases {
  const owner = randomUUID();
  const ownerName = `${hostname()} ${process.pid}`;
  return {
    async hold(connections) {
      if (connections.length === 0) return new Map();
      const { rows } = await sql<{ connection: string; fence: number; watched_ms: number }>`
        insert into sync_lease as l (connection, owner, owner_name, fence, until)
        select c, ${owner}, ${ownerName}, nextval('sync_fence'), ${clock} + ${lifeMs}
        from unnest(${connections.toSorted()}::text[]) c
        on conflict (connection) do update set
          fence = case when l.owner = excluded.owner then l.fence else excluded.fence end,
          owner = excluded.owner, owner_name = excluded.owner_name, until = excluded.until
        where l.owner = excluded.owner or l.owner is null or l.until < ${clock}
        returning l.connection, l.fence, greatest(0, l.watched_until - ${clock})::bigint as watched_ms`.execute(
        database.sql,
      );
      return new Map(rows.map(({ connection, fence, watched_ms }) => [connection, { fence, watchedMs: watched_ms }]));
    },
    async watch(connections) {
      if (connections.length === 0) return;
      await sql`
        update sync_lease set watched_until = ${clock} + ${watchMs}
        where connection in (
          select connection from sync_lease
          where connection = any(${connections}) and watched_until < ${clock} + ${watchMs - watchStepMs}
          order by connection for update)`.execute(database.sql);
    },
    async release(connections) {
      if (connections.length === 0) return;
      await sql`
        update sync_lease set owner = null, owner_name = null, until = 0
        where connection = any(${connections}) and owner = ${owner}`.execute(database.sql);
    },
  };
}
