import { randomUUID } from 'node:crypto';
import {
  type Access,
  type BulkConfirmation,
  type BulkItemsAnswer,
  type BulkJob,
  type BulkOutcome,
  bulkLimits,
  type FrozenSet,
  type NewBulk,
} from '@watchfloor/contract';
import { type RawBuilder, sql, type Transaction } from 'kysely';
import { ProblemError } from '../http/problem.ts';
import type { QueueCaller } from '../queue/caller.ts';
import type { ToMatch } from '../queue/queue-desk.ts';
import { writeAudit } from '../store/audit/write.ts';
import type { Database } from '../store/database.ts';
import type { Tables } from '../store/tables.ts';
import { endJob } from './bulk-end.ts';
import { freeze, toAsked } from './bulk-freeze.ts';
import { findJob, findJobByKey, type JobRow, listJobs, readJob } from './bulk-job.ts';
import { readItems, toReceiptFile } from './bulk-receipt.ts';
import type { BulkRunner } from './bulk-runner.ts';
import { toOutcome } from './outcome.ts';

export interface BulkCaller extends QueueCaller {
  name: string;
  requestId: string;
}

/**
 * One decision about many findings, in two steps: a set is frozen, with its count; then the count is confirmed with the
 * decision. Everybody has their own. Every method throws `ProblemError`.
 */
export interface BulkDesk {
  freeze(given: NewBulk, caller: BulkCaller): Promise<FrozenSet>;
  /** Begins it. Sent twice with one key, it is done once. */
  confirm(id: string, given: BulkConfirmation, caller: BulkCaller): Promise<BulkJob>;
  /** When this is answered, nothing more is decided. */
  stop(id: string, caller: BulkCaller): Promise<BulkJob>;
  /** Takes back what was not changed since: a job of its own, with a receipt of its own. */
  undo(id: string, key: string, caller: BulkCaller): Promise<BulkJob>;
  job(id: string, caller: QueueCaller): Promise<BulkJob>;
  jobs(caller: QueueCaller): Promise<BulkJob[]>;
  items(
    id: string,
    page: { after: number; rows: number; outcome: BulkOutcome | undefined },
    caller: QueueCaller,
  ): Promise<BulkItemsAnswer>;
  /** The receipt as CSV, in pieces. */
  receipt(id: string, caller: QueueCaller): Promise<AsyncIterable<string>>;
}

export interface BulkDeskDeps {
  database: Pick<Database, 'sql' | 'transaction'>;
  matchOf: ToMatch;
  visibleTo(access: Access): string[];
  runner: Pick<BulkRunner, 'wake'>;
  /** Of one decision at most. */
  findingsMax?: number;
  now(): number;
}

/** What somebody asked for and then left alone; the latest few stay for another tab. */
const frozenOfOneMax = 4;

type Trx = Transaction<Tables>;

export function createBulkDesk({
  database,
  matchOf,
  visibleTo,
  runner,
  findingsMax = bulkLimits.findings,
  now,
}: BulkDeskDeps): BulkDesk {
  /** Which findings are meant, and may be seen. */
  async function toSet(trx: Trx, given: NewBulk, caller: BulkCaller): Promise<RawBuilder<unknown>> {
    if ('uids' in given) {
      return sql`from queue_entry x join finding f on f.uid = x.uid and f.at = x.at left join mark m on m.uid = x.uid
        where x.uid = any(${given.uids}::text[]) and f.connection = any(${visibleTo(caller.access)}::text[])`;
    }
    const match = await matchOf({ sql: trx }, given.question, caller);
    return sql`${match.fromWhole} where ${match.where} and x.first_change <= ${given.snapshot}`;
  }

  /** What runs, on this server or another, begins at once here where nobody else was quicker. */
  async function begun(work: (trx: Trx) => Promise<BulkJob>): Promise<BulkJob> {
    const job = await database.transaction(work);
    runner.wake();
    return job;
  }

  return {
    async freeze(given, caller) {
      await sql`
        delete from bulk_job where id in (
          select id from bulk_job where person = ${caller.person} and state = 'frozen'
          order by frozen_at desc offset ${frozenOfOneMax - 1})`.execute(database.sql);
      return database.transaction(async (trx) => {
        // All of it of one moment: count, states and owners.
        await sql`set transaction isolation level repeatable read`.execute(trx);
        return freeze(trx, {
          asked: toAsked(given),
          set: await toSet(trx, given, caller),
          person: { id: caller.person, name: caller.name },
          requestId: caller.requestId,
          findingsMax,
          at: now(),
        });
      });
    },

    confirm: (id, { key, findings, decision }, caller) =>
      begun(async (trx) => {
        const job = await findJob(trx, id, caller.person, true);
        if (job.key === key) return readJob(trx, id, caller.person);
        if (job.state !== 'frozen') throw new ProblemError('read_only', 'This was decided already.');
        await mustBeFree(trx, key);
        if (findings !== job.findings) {
          throw new ProblemError('bad_parameter', `It is about ${job.findings} findings, not ${findings}.`);
        }
        const person = { id: caller.person, name: caller.name };
        // Whether it can be at all is known before anything begins: to whom, above all.
        const outcome = await toOutcome(trx, decision, { uid: '', caller: person });
        const nobody = { state: null, owner: null, ownerName: null, verdict: null };
        const ownerName = decision.kind === 'assign' ? outcome.after(nobody, '').ownerName : null;
        await sql`
          update bulk_job set state = 'running', key = ${key}, decision = ${JSON.stringify(decision)},
            owner_name = ${ownerName}, started_at = ${now()}, request_id = ${caller.requestId}
          where id = ${id}`.execute(trx);
        await auditBegin(trx, id, caller, { decision, asked: job.asked, findings });
        return readJob(trx, id, caller.person);
      }),

    stop: (id, caller) =>
      database.transaction(async (trx) => {
        // Waits for the chunk that is under way.
        const job = await findJob(trx, id, caller.person, true);
        if (job.state === 'frozen') throw new ProblemError('read_only', 'This was not begun.');
        await endJob(trx, id, { state: 'stopped', at: now(), actor: { id: caller.person, name: caller.name } });
        return readJob(trx, id, caller.person);
      }),

    undo: (id, key, caller) =>
      begun(async (trx) => {
        const job = await findJob(trx, id, caller.person, true);
        const same = await findJobByKey(trx, key);
        if (same?.undoes === id && same.person === caller.person) return readJob(trx, same.id, caller.person);
        await mustBeFree(trx, key);
        mustBeUndoable(job);
        const undo = randomUUID();
        await sql`
          insert into bulk_job (id, person, person_name, request_id, state, asked, key, undoes, findings, frozen_at, started_at)
          values (${undo}, ${caller.person}, ${caller.name}, ${caller.requestId}, 'running',
            ${JSON.stringify({ undoes: id })}, ${key}, ${id}, ${job.done}, ${now()}, ${now()})`.execute(trx);
        await sql`
          insert into bulk_item
            (job, position, uid, connection, version, active, severity_rank, state, owner, owner_name, undoes)
          select ${undo}, row_number() over (order by position), uid, connection, version, active, severity_rank, state,
            owner, owner_name, entry
          from bulk_item where job = ${id} and outcome = 'done'`.execute(trx);
        await auditBegin(trx, undo, caller, { undoes: id, findings: job.done });
        return readJob(trx, undo, caller.person);
      }),

    job: (id, { person }) => readJob(database.sql, id, person),
    jobs: ({ person }) => listJobs(database.sql, person),

    async items(id, page, { person, access }) {
      const { id: job } = await readJob(database.sql, id, person);
      return readItems(database, { job, ...page, visible: visibleTo(access) });
    },

    async receipt(id, { person, access }) {
      const { id: job } = await readJob(database.sql, id, person);
      return toReceiptFile(database, { job, visible: visibleTo(access) });
    },
  };
}

async function mustBeFree(trx: Trx, key: string): Promise<void> {
  if (await findJobByKey(trx, key)) throw new ProblemError('bad_parameter', 'This key was used for something else.');
}

function mustBeUndoable({ state, decision, done, undone_by }: JobRow): void {
  if (state === 'frozen' || state === 'running')
    throw new ProblemError('read_only', 'It has not ended. Stop it first.');
  if (undone_by !== null) throw new ProblemError('read_only', 'It was taken back already.');
  if (decision === null) throw new ProblemError('read_only', 'What took something back is not taken back.');
  if (decision.kind === 'note') throw new ProblemError('read_only', 'A note is not taken back.');
  if (done === 0) throw new ProblemError('read_only', 'Nothing was done that could be taken back.');
}

async function auditBegin(trx: Trx, id: string, caller: BulkCaller, detail: Record<string, unknown>): Promise<void> {
  await writeAudit(trx, {
    actor: { kind: 'person', id: caller.person, name: caller.name },
    action: 'finding.bulk_begin',
    target: { kind: 'bulk', id },
    requestId: caller.requestId,
    detail,
  });
}
