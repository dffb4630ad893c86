import pg from 'pg';
import type { Log } from '../log.ts';

/** A pool that survives the end of its sessions: without these listeners, losing one would end the process. */
export function createPool(config: pg.PoolConfig, log: Log | undefined): pg.Pool {
  const pool = new pg.Pool({ idleTimeoutMillis: 30_000, ...config });
  // While it was idle. The pool makes another one when it is needed.
  pool.on('error', (error) => log?.warn('database session lost', { detail: error.message }));
  // While it was lent: the statement that was running, or the next one, fails with the same error.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
