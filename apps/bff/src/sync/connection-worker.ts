import type { OpenConnection } from '@watchfloor/connectors';
import { type HeldConnection } from '../connections/connection-book.ts';
import { type Log, toLogFields } from '../log.ts';
import type { Database } from '../store/database.ts';
import { toKeptLists } from './kept-lists.ts';
import { LeaseLost } from './lease.ts';
import type { toPace } from './pace.ts';
import { type SourceReader, startSourceReader } from './source-reader.ts';
import { beginSource } from './source-state.ts';
import { startTasks, type Tasks } from './tasks.ts';
import { createWait } from './wait.ts';

export interface ConnectionWorkerDeps {
  database: Database;
  connection: HeldConnection;
  open: OpenConnection;
  fence: number;
  retentionMs: number;
  world: string;
  isWatched(): boolean;
  pace: typeof toPace;
  onKept?: SyncObserver | undefined;
  log: Log;
  now(): number;
}

/** Told of each page that was kept, for measuring. */
export type SyncObserver = (connection: string, resource: string, counts: { added: number; changed: number }) => void;

/** Reads what one connection has to keep, and does what people ask of it, until it is ended or has lost its lease. */
export interface ConnectionWorker {
  readonly fence: number;
  readonly generation: number;
  /** Reads the newest now, and looks for tasks. */
  wake(): void;
  end(): Promise<void>;
}

const beginAgainMs = 2_000;

export function startConnectionWorker(deps: ConnectionWorkerDeps): ConnectionWorker {
  const { database, connection, open, fence, retentionMs, world, isWatched, pace, onKept, log, now } = deps;
  const ending = new AbortController();
  const signal = AbortSignal.any([ending.signal, connection.signal]);
  const readers: SourceReader[] = [];
  let tasks: Tasks | undefined;

  async function begin(): Promise<void> {
    const lists = toKeptLists(connection).map(({ reader, keeping }) => ({
      list: {
        open,
        reader,
        now,
        onKept: (counts: { added: number; changed: number }) => onKept?.(connection.id, reader.resource.name, counts),
      },
      source: { connection: connection.id, resource: reader.resource.name, keeping, fence, retentionMs },
    }));
    for (const { list, source } of lists.slice(readers.length)) {
      const account = `${open.account} ${world}`.trim();
      const { filters } = source.keeping;
      const began = await beginSource(database, { ...source, account, filters, settings: connection.account });
      if (!began || signal.aborted) return;
      readers.push(startSourceReader({ database, list, source, began, isWatched, pace, log }, signal));
    }
    tasks = startTasks({ database, lists, fence, connection: connection.id, log, now, catchUp }, signal);
  }

  function catchUp(): void {
    for (const reader of readers) reader.catchUp();
  }

  function wakeReaders(): void {
    for (const reader of readers) reader.wake();
  }

  /** Whoever holds the lease has to read: nobody else does as long as it is renewed. */
  async function beginAtLast(): Promise<void> {
    while (!signal.aborted) {
      try {
        return await begin();
      } catch (error) {
        if (error instanceof LeaseLost || signal.aborted) return;
        log.error('reading not begun', { connection: connection.id, ...toLogFields(error) });
        await createWait(signal).for(beginAgainMs);
      }
    }
  }

  const begun = beginAtLast();

  return {
    fence,
    generation: connection.generation,
    wake() {
      wakeReaders();
      tasks?.wake();
    },
    async end() {
      ending.abort(new Error('The reading was ended.'));
      await begun;
      await Promise.all([...readers.map(({ done }) => done), tasks?.done]);
    },
  };
}
