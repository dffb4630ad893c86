import type { ReadTask } from '@watchfloor/contract';
import type { Selectable } from 'kysely';
import type { Database } from '../store/database.ts';
import type { ReadTaskTable } from './tables.ts';

export const taskColumns = [
  'id',
  'connection',
  'resource',
  'kind',
  'from_at',
  'to_at',
  'state',
  'asked_by_name',
  'asked_at',
  'ended_at',
  'rows',
  'back_to',
  'message',
  'result',
] as const;
export type TaskRow = Pick<Selectable<ReadTaskTable>, (typeof taskColumns)[number]>;

export function toReadTask(row: TaskRow): ReadTask {
  return {
    id: row.id,
    connection: row.connection,
    resource: row.resource,
    kind: row.kind,
    range: { from: row.from_at, to: row.to_at },
    state: row.state,
    askedBy: row.asked_by_name,
    askedAt: row.asked_at,
    endedAt: row.ended_at,
    progress: { rows: row.rows, backTo: row.back_to },
    message: row.message,
    // Written by the task as this type, and read by nobody else.
    result: row.result as ReadTask['result'],
  };
}

const shownMs = 86_400_000;
const shownMax = 20;

/** Of the last day, latest first. */
export async function readTasks({ sql }: Pick<Database, 'sql'>, connection: string, now: number): Promise<ReadTask[]> {
  const rows = await sql
    .selectFrom('read_task')
    .select(taskColumns)
    .where('connection', '=', connection)
    .where('asked_at', '>', now - shownMs)
    .orderBy('asked_at', 'desc')
    .limit(shownMax)
    .execute();
  return rows.map(toReadTask);
}
