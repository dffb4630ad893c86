import type { Access, CoverageAnswer, newReadTaskSchema, ReadTask } from '@watchfloor/contract';
import type * as z from 'zod/mini';
import { maySee } from '../connections/access.ts';
import type { ConnectionBook, HeldConnection } from '../connections/connection-book.ts';
import { ProblemError } from '../http/problem.ts';
import { toConnection } from '../sources/catalogue.ts';
import { writeAudit } from '../store/audit/write.ts';
import type { Database } from '../store/database.ts';
import { toKeptLists } from './kept-lists.ts';
import { readConnectionErrors, readReader, readSourceCoverage, readSpent } from './read-coverage.ts';
import type { Sync } from './sync.ts';
import { readTasks, taskColumns, toReadTask } from './task-rows.ts';

/** Who asks what was read. */
export interface CoverageCaller {
  id: string;
  name: string;
  access: Access;
  requestId: string;
}

/**
 * What was read of each connection, and asking for more. A connection outside of the caller's access is answered as one
 * that does not exist. Every method throws `ProblemError`.
 */
export interface CoverageDesk {
  coverage(connection: string, caller: CoverageCaller): Promise<CoverageAnswer>;
  refresh(connection: string, caller: CoverageCaller): Promise<void>;
  begin(
    connection: string,
    resource: string,
    asked: z.infer<typeof newReadTaskSchema>,
    caller: CoverageCaller,
  ): Promise<ReadTask>;
  task(id: string, caller: CoverageCaller): Promise<ReadTask>;
  stop(id: string, caller: CoverageCaller): Promise<ReadTask>;
}

export interface CoverageDeskDeps {
  database: Pick<Database, 'sql' | 'transaction'>;
  book: Pick<ConnectionBook, 'get'>;
  sync: Pick<Sync, 'watch' | 'wake'>;
  days: number;
  now(): number;
}

/** Of one connection that wait or run at a time: each of them may read for long. */
const tasksMax = 5;

export function createCoverageDesk({ database, book, sync, days, now }: CoverageDeskDeps): CoverageDesk {
  function find(id: string, { access }: Pick<CoverageCaller, 'access'>): HeldConnection {
    const connection = maySee(access, id) ? book.get(id) : undefined;
    if (!connection) throw new ProblemError('unknown_connection', `No connection "${id}".`);
    return connection;
  }

  async function findTask(id: string, caller: CoverageCaller): Promise<ReadTask> {
    const row = await database.sql.selectFrom('read_task').select(taskColumns).where('id', '=', id).executeTakeFirst();
    if (!row || !maySee(caller.access, row.connection)) throw new ProblemError('unknown_task', 'No such task.');
    return toReadTask(row);
  }

  return {
    async coverage(id, caller) {
      const connection = find(id, caller);
      sync.watch([id]);
      const at = now();
      const lists = toKeptLists(connection);
      const [reader, sources, spent, errors, tasks] = await Promise.all([
        readReader(database, id),
        Promise.all(lists.map((list) => readSourceCoverage(database, { connection, ...list, days, now: at }))),
        readSpent(database, id, at),
        readConnectionErrors(database, id),
        readTasks(database, id, at),
      ]);
      return { now: at, connection: toConnection(connection), reader, sources, spent, errors, tasks };
    },

    async refresh(id, caller) {
      find(id, caller);
      sync.watch([id]);
      await sync.wake(id);
    },

    async begin(id, resource, { kind, from, to }, caller) {
      const connection = find(id, caller);
      const list = toKeptLists(connection).find(({ reader }) => reader.resource.name === resource);
      if (!list) throw new ProblemError('unknown_resource', `Of "${id}", no list "${resource}" is kept.`);
      if (from > to) throw new ProblemError('bad_range', '"from" is later than "to".');
      if (connection.whyNotAsked) throw new ProblemError('not_ready', connection.whyNotAsked.message);
      const task = await database.transaction(async (trx) => {
        const running = await trx
          .selectFrom('read_task')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('connection', '=', id)
          .where('state', 'in', ['waiting', 'running'])
          .executeTakeFirstOrThrow();
        if (running.count >= tasksMax) {
          throw new ProblemError('too_many', `${tasksMax} ranges of this connection are being read already.`);
        }
        const row = await trx
          .insertInto('read_task')
          .values({
            connection: id,
            resource,
            kind,
            from_at: from,
            to_at: to,
            asked_by: caller.id,
            asked_by_name: caller.name,
          })
          .returning(taskColumns)
          .executeTakeFirstOrThrow();
        await writeAudit(trx, {
          actor: { kind: 'person', id: caller.id, name: caller.name },
          action: `source.${kind}`,
          target: { kind: 'source', id: `${id}:${resource}` },
          requestId: caller.requestId,
          detail: { from, to },
        });
        return toReadTask(row);
      });
      await sync.wake(id);
      return task;
    },

    task: findTask,

    async stop(id, caller) {
      const { connection } = await findTask(id, caller);
      await database.transaction(async (trx) => {
        const stopped = await trx
          .updateTable('read_task')
          .set({ state: 'stopped', ended_at: now() })
          .where('id', '=', id)
          .where('state', 'in', ['waiting', 'running'])
          .returning('resource')
          .executeTakeFirst();
        if (!stopped) return;
        await writeAudit(trx, {
          actor: { kind: 'person', id: caller.id, name: caller.name },
          action: 'source.stop',
          target: { kind: 'source', id: `${connection}:${stopped.resource}` },
          requestId: caller.requestId,
        });
      });
      return findTask(id, caller);
    },
  };
}
