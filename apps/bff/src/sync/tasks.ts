import { isConnectorError } from '@watchfloor/connectors';
import { sql } from 'kysely';
import { type Log, toLogFields } from '../log.ts';
import type { Database } from '../store/database.ts';
import type { KeptSource } from './keep-page.ts';
import { LeaseLost } from './lease.ts';
import { createReading } from './reading.ts';
import type { ScannedList, ScannedPage } from './scan.ts';
import type { ReadTaskTable } from './tables.ts';
import { verifyRange } from './verify.ts';
import { createWait } from './wait.ts';

export interface TasksDeps {
  database: Database;
  connection: string;
  lists: readonly { list: ScannedList; source: KeptSource }[];
  fence: number;
  /** As of a `SourceReader`. */
  catchUp(): void;
  log: Log;
  now(): number;
}

export interface Tasks {
  /** Looks for tasks now. */
  wake(): void;
  done: Promise<void>;
}

type Task = Pick<ReadTaskTable, 'resource' | 'kind' | 'from_at' | 'to_at'> & { id: string };

/** Where no notice came, because a session was lost. */
const lookMs = 5_000;
const triesMax = 5;

/** Thrown where somebody asked for the end. */
class Stopped extends Error {}

/**
 * Does what people ask of a connection, one thing after the other and ahead of background reading. What another server
 * had begun when it ended is begun again: nothing of it is lost, and reading twice changes nothing.
 */
export function startTasks(deps: TasksDeps, signal: AbortSignal): Tasks {
  const { database, connection, lists, fence, log, now, catchUp } = deps;
  const wait = createWait(signal);
  let isWoken = false;

  async function run(): Promise<void> {
    await sql`update read_task set state = 'waiting', rows = 0, back_to = null
      where connection = ${connection} and state = 'running'`.execute(database.sql);
    while (!signal.aborted) {
      isWoken = false;
      const task = await take();
      if (task) await perform(task);
      else await pause();
    }
  }

  async function take(): Promise<Task | undefined> {
    const { rows } = await sql<Task>`
      update read_task set state = 'running', message = null where id = (
        select id from read_task where connection = ${connection} and state = 'waiting'
          and exists (select from sync_lease l where l.connection = ${connection} and l.fence = ${fence})
        order by asked_at limit 1 for update skip locked)
      returning id, resource, kind, from_at, to_at`.execute(database.sql);
    return rows[0];
  }

  async function perform(task: Task): Promise<void> {
    try {
      const found = lists.find(({ source }) => source.resource === task.resource);
      if (!found) return await finish(task, 'failed', { message: 'This list is not kept.' });
      const result = await patiently(task, () => work(task, found));
      await finish(task, 'done', { result });
    } catch (error) {
      if (error instanceof LeaseLost) return await handOn(task);
      if (error instanceof Stopped || signal.aborted) return;
      if (!isConnectorError(error)) log.error('task failed', { task: task.id, ...toLogFields(error) });
      const message = isConnectorError(error) ? error.message : 'It failed inside Watchfloor.';
      await finish(task, 'failed', { message });
    }
  }

  /** Whoever reads the connection now looked for what we had begun before we had. */
  async function handOn(task: Task): Promise<void> {
    await sql`update read_task set state = 'waiting', rows = 0, back_to = null
      where id = ${task.id} and state = 'running'`.execute(database.sql);
  }

  /** A vendor that asks to be left alone for a moment is; the task says so meanwhile. */
  async function patiently<Result>(task: Task, attempt: () => Promise<Result>): Promise<Result> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await attempt();
      } catch (error) {
        const isLast = tries === triesMax;
        if (!isConnectorError(error) || !error.retryable || isLast || (error.retryAfterMs ?? 0) > 60_000) throw error;
        await note(task, { message: error.message });
        await wait.for(Math.max(1_000 * tries, error.retryAfterMs ?? 0));
      }
    }
  }

  async function work(task: Task, { list, source }: TasksDeps['lists'][number]): Promise<unknown> {
    const range = { from: task.from_at, to: task.to_at };
    let rows = 0;
    let readOf: number | undefined;
    const onPage = async ({ page }: ScannedPage) => {
      // Pages of what was read as a whole each tell the whole.
      if (page.asOf === undefined || page.asOf !== readOf) rows += page.scanned.rows;
      readOf = page.asOf;
      await note(task, { rows, backTo: page.covered?.from ?? page.scanned.backTo });
    };
    if (task.kind === 'verify') return verifyRange({ database, list, source, catchUp, onPage }, range, signal);
    const reading = createReading({ database, list, source, lane: 'people' });
    const isWhole = await reading.read(range, signal, { onPage });
    if (!isWhole) await note(task, { message: 'Parts of it could not be proven whole; they are not counted as read.' });
    return null;
  }

  /** Writes the progress. @throws Stopped */
  async function note(task: Task, told: { rows?: number; backTo?: number | null; message?: string }): Promise<void> {
    const { rows } = await sql<{ state: string }>`
      update read_task set rows = coalesce(${told.rows ?? null}::bigint, rows),
        back_to = least(back_to, ${told.backTo ?? null}::bigint), message = ${told.message ?? null}
      where id = ${task.id} returning state`.execute(database.sql);
    if (rows[0]?.state !== 'running') throw new Stopped();
  }

  async function finish(
    task: Task,
    state: 'done' | 'failed',
    { message, result }: { message?: string; result?: unknown },
  ): Promise<void> {
    await sql`
      update read_task set state = ${state}, ended_at = ${now()}, message = coalesce(${message ?? null}, message),
        result = ${result ? JSON.stringify(result) : null}::json
      where id = ${task.id} and state = 'running'`.execute(database.sql);
  }

  function pause(): Promise<void> {
    return isWoken ? Promise.resolve() : wait.for(lookMs);
  }

  async function keepRunning(): Promise<void> {
    while (!signal.aborted) {
      try {
        await run();
      } catch (error) {
        if (signal.aborted) return;
        log.error('tasks not looked at', { connection, ...toLogFields(error) });
        await wait.for(lookMs);
      }
    }
  }

  return {
    wake() {
      isWoken = true;
      wait.wake();
    },
    done: keepRunning(),
  };
}
