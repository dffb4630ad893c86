import type { BulkJob } from '@watchfloor/contract';
import { type Kysely, type RawBuilder, type Selectable, sql, type Transaction } from 'kysely';
import { ProblemError } from '../http/problem.ts';
import type { Tables } from '../store/tables.ts';
import type { BulkJobTable } from './bulk-tables.ts';

export type JobRow = Selectable<BulkJobTable> & { undone_by: string | null };

type Db = Kysely<Tables> | Transaction<Tables>;

/** Jobs that are listed at once. */
const listed = 20;

/** @throws ProblemError `unknown_task` where there is none, or it is somebody else's */
export async function readJob(db: Db, id: string, person: string): Promise<BulkJob> {
  return toJob(await findJob(db, id, person));
}

export async function listJobs(db: Db, person: string): Promise<BulkJob[]> {
  const rows = await selectJobs(
    db,
    sql`where j.person = ${person} and j.state <> 'frozen' order by j.started_at desc limit ${listed}`,
  );
  return rows.map(toJob);
}

export async function findJobByKey(db: Db, key: string): Promise<JobRow | undefined> {
  const [row] = await selectJobs(db, sql`where j.key = ${key}`);
  return row;
}

/** @param locked nobody else works on it until the commit */
export async function findJob(db: Db, id: string, person: string, locked = false): Promise<JobRow> {
  const lock = locked ? sql`for update of j` : sql``;
  const [row] = await selectJobs(db, sql`where j.id = ${id} and j.person = ${person} ${lock}`);
  if (!row) throw new ProblemError('unknown_task', 'There is no such decision of yours. It may be too long ago.');
  return row;
}

async function selectJobs(db: Db, which: RawBuilder<unknown>): Promise<JobRow[]> {
  const { rows } = await sql<JobRow>`
    select j.*, (select u.id from bulk_job u where u.undoes = j.id) as undone_by from bulk_job j ${which}`.execute(db);
  return rows;
}

function toJob(row: JobRow): BulkJob {
  const { done, conflict, already, gone, findings } = row;
  return {
    id: row.id,
    state: row.state,
    decision: row.decision,
    ownerName: row.owner_name,
    undoes: row.undoes,
    undoneBy: row.undone_by,
    findings,
    counts: { done, conflict, already, gone, left: findings - done - conflict - already - gone },
    frozenAt: row.frozen_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    why: row.why,
  };
}
