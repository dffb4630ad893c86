import type { CallObserver } from '@watchfloor/connectors';
import { sql } from 'kysely';
import { type Log, toLogFields } from '../log.ts';
import type { Database } from '../store/database.ts';

/** Who spent a vendor's allowance, hour by hour, of all servers together. */
export interface Spending {
  /** @returns what counts the calls of a connection */
  observerFor(connection: string): Pick<CallObserver, 'waited'>;
  close(): Promise<void>;
}

const hourMs = 3_600_000;
const flushMs = 5_000;

/** @param database asked for when there is something to write: connections are opened before it */
export function createSpending(database: () => Pick<Database, 'sql'>, log: Log, now: () => number): Spending {
  let counts = new Map<string, { connection: string; hour: number; lane: string; calls: number }>();
  let isFailing = false;

  async function flush(): Promise<void> {
    if (counts.size === 0) return;
    const rows = [...counts.values()].toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    counts = new Map();
    try {
      await sql`
        insert into outbound_spent as s (connection, hour, lane, calls)
        select * from json_to_recordset(${JSON.stringify(rows)}::json)
          as x(connection text, hour bigint, lane text, calls bigint)
        on conflict (connection, hour, lane) do update set calls = s.calls + excluded.calls`.execute(database().sql);
      isFailing = false;
    } catch (error) {
      for (const row of rows) add(row.connection, row.hour, row.lane, row.calls);
      if (!isFailing) log.warn('calls not counted by the hour', toLogFields(error));
      isFailing = true;
    }
  }

  function add(connection: string, hour: number, lane: string, calls: number): void {
    const row = { connection, hour, lane, calls };
    const known = counts.get(keyOf(row));
    if (known) known.calls += calls;
    else counts.set(keyOf(row), row);
  }

  const keyOf = ({ connection, hour, lane }: { connection: string; hour: number; lane: string }) =>
    `${connection} ${hour} ${lane}`;
  const timer = setInterval(() => void flush(), flushMs);
  timer.unref();
  return {
    observerFor: (connection) => ({
      waited: (lane) => add(connection, Math.floor(now() / hourMs) * hourMs, lane, 1),
    }),
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}
