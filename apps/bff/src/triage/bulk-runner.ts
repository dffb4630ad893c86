import { randomUUID } from 'node:crypto';
import type { Access } from '@watchfloor/contract';
import { sql } from 'kysely';
import { ProblemError } from '../http/problem.ts';
import { type Log, toLogFields } from '../log.ts';
import type { Database } from '../store/database.ts';
import { decideChunk } from './bulk-chunk.ts';
import { endJob } from './bulk-end.ts';

export interface BulkRunnerDeps {
  database: Pick<Database, 'sql' | 'transaction'>;
  visibleTo(access: Access): string[];
  /** A server that says nothing for so long has lost what it worked on. */
  leaseMs?: number;
  /** So many findings are decided in one transaction: others who decide wait no longer than for these. */
  chunkItems?: number;
  log: Log;
  now(): number;
}

export interface BulkRunner {
  /** Something was confirmed: it begins now, not with the next look. */
  wake(): void;
  /** Ends with the chunk that is under way; another server goes on at once. */
  close(): Promise<void>;
}

const tickMs = 1_000;
const leaseDefaultMs = 5_000;
const chunkDefault = 100;
/** Of one server. The rest waits its turn, or goes to another. */
const atOnceMax = 4;
/** After so many failures in a row a job is given up, and says why. */
const failuresMax = 8;
const sweepEveryMs = 600_000;
const frozenForMs = 3_600_000;
const keptForMs = 7 * 86_400_000;

const clock = sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

/** Works on confirmed decisions, those of servers that died among them. */
export function startBulkRunner({
  database,
  visibleTo,
  leaseMs = leaseDefaultMs,
  chunkItems = chunkDefault,
  log,
  now,
}: BulkRunnerDeps): BulkRunner {
  const runner = randomUUID();
  const running = new Map<string, Promise<void>>();
  let isClosed = false;
  let isFailing = false;
  let sweptAt = 0;
  const isOpen = () => !isClosed;

  async function claim(): Promise<string[]> {
    const free = atOnceMax - running.size;
    if (free <= 0) return [];
    const { rows } = await sql<{ id: string }>`
      update bulk_job set runner = ${runner}, runner_until = ${clock} + ${leaseMs}
      where id in (
        select id from bulk_job
        where state = 'running' and runner_until < ${clock} and id <> all(${[...running.keys()]}::uuid[])
        order by started_at limit ${free} for update skip locked)
      returning id`.execute(database.sql);
    return rows.map(({ id }) => id);
  }

  async function work(id: string): Promise<void> {
    try {
      let isMore = true;
      while (isMore && isOpen()) {
        isMore = await database.transaction((trx) =>
          decideChunk(trx, id, { runner, leaseMs, chunkItems, visibleTo, at: now() }),
        );
      }
      if (isMore) await release(id);
    } catch (error) {
      await giveUp(id, error);
    }
  }

  async function release(id: string): Promise<void> {
    await sql`update bulk_job set runner = null, runner_until = 0 where id = ${id} and runner = ${runner}`.execute(
      database.sql,
    );
  }

  /** What a person has to know ends it; what may pass is tried again when the lease is over, here or elsewhere. */
  async function giveUp(id: string, error: unknown): Promise<void> {
    if (!isClosed) log.warn('a decision about many findings was held up', { job: id, ...toLogFields(error) });
    try {
      const { rows } = await sql<{ failures: number }>`
        update bulk_job set failures = failures + 1 where id = ${id} and runner = ${runner} returning failures`.execute(
        database.sql,
      );
      const failures = rows[0]?.failures ?? 0;
      const isFinal = error instanceof ProblemError;
      if (!isFinal && failures < failuresMax) return;
      const why = isFinal ? error.message : 'The server failed several times. What was done so far stands.';
      await database.transaction((trx) => endJob(trx, id, { state: 'failed', at: now(), why }));
    } catch (second) {
      // The database is away: the lease runs out, and whoever looks next goes on.
      if (!isClosed) log.warn('a decision about many findings was left', { job: id, ...toLogFields(second) });
    }
  }

  async function sweep(): Promise<void> {
    if (now() - sweptAt < sweepEveryMs) return;
    sweptAt = now();
    await sql`
      delete from bulk_job where (state = 'frozen' and frozen_at < ${now() - frozenForMs})
        or (state not in ('frozen', 'running') and ended_at < ${now() - keptForMs})`.execute(database.sql);
  }

  async function look(): Promise<void> {
    try {
      for (const id of await claim()) {
        running.set(
          id,
          work(id).finally(() => {
            running.delete(id);
            if (!isClosed) lookOnce();
          }),
        );
      }
      await sweep();
      isFailing = false;
    } catch (error) {
      if (!isFailing && !isClosed) log.error('decisions about many findings not looked for', toLogFields(error));
      isFailing = true;
    }
  }

  let looking: Promise<void> | undefined;
  let isWoken = false;
  function lookOnce(): void {
    if (looking) {
      // What was confirmed after the look began may have been missed by it.
      isWoken = true;
      return;
    }
    isWoken = false;
    looking = look().finally(() => {
      looking = undefined;
      if (isWoken && !isClosed) lookOnce();
    });
  }
  lookOnce();
  const timer = setInterval(lookOnce, tickMs);
  timer.unref();

  return {
    wake: lookOnce,
    async close() {
      isClosed = true;
      clearInterval(timer);
      await looking;
      await Promise.all(running.values());
    },
  };
}
