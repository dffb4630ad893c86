import { randomUUID } from 'node:crypto';
import { type Access, type BulkDecision, isAtLeast, type Role } from '@watchfloor/contract';
import { sql, type Transaction } from 'kysely';
import { ProblemError } from '../http/problem.ts';
import { toEffectiveAccess } from '../identity/access.ts';
import { rowColumns } from '../queue/rows.ts';
import { writeAudit } from '../store/audit/write.ts';
import type { Tables } from '../store/tables.ts';
import { nextChange } from '../sync/change-clock.ts';
import { type Assessment, assess, type FoundItem, type FrozenItem, groupAlike, toFound } from './bulk-assess.ts';
import { endJob } from './bulk-end.ts';
import type { JobRow } from './bulk-job.ts';
import type { BulkFound } from './bulk-tables.ts';
import { toOutcome } from './outcome.ts';
import type { MarkState } from './tables.ts';
import { tellMarks } from './tell-marks.ts';
import { putMarks, toAudit, toState } from './write-marks.ts';

export interface ChunkDeps {
  /** Who works on it. */
  runner: string;
  leaseMs: number;
  /** So many findings at most. */
  chunkItems: number;
  /** Connections whose findings somebody with this access may see. */
  visibleTo(access: Access): string[];
  at: number;
}

/** An item, and of an undo what it takes back. */
interface LeftItem extends FrozenItem {
  undoes: number | null;
  before: MarkState | null;
  is_last: boolean | null;
}

interface Settled {
  position: number;
  outcome: 'done' | 'conflict' | 'already' | 'gone';
  why: 'decided' | 'active' | null;
  found: BulkFound | null;
  entry: number | null;
}

type Trx = Transaction<Tables>;

/**
 * Decides about the next findings of a job; what became of each commits with it, so that whoever goes on does none twice.
 * @returns whether there is more to do for this runner
 */
export async function decideChunk(trx: Trx, id: string, deps: ChunkDeps): Promise<boolean> {
  // The order in which everybody locks: the clock, then marks.
  const change = await nextChange(trx);
  const job = await holdJob(trx, id, deps);
  if (!job) return false;
  const { person, access } = await mustStillDecide(trx, job);
  const items = await readLeft(trx, id, deps.chunkItems);
  const found = await readFound(trx, items, deps.visibleTo(access));
  const outcome = job.decision && (await toOutcome(trx, job.decision, { uid: '', caller: person }));
  const assessed = items.map((item) => ({
    item,
    row: found.get(item.uid),
    what: job.decision
      ? assess(item, found.get(item.uid), job.decision, person.id)
      : assessUndo(item, found.get(item.uid)),
  }));
  const changes = assessed.flatMap(({ item, row, what }) => {
    if (what !== 'put' || !row) return [];
    const before = toState(row);
    return [{ found: row, uid: item.uid, before, after: outcome?.after(before, item.uid) ?? item.before ?? before }];
  });
  const entries =
    changes.length === 0
      ? new Map<string, number>()
      : await putMarks(trx, {
          changes,
          kind: job.decision?.kind ?? 'undo',
          note: noteOf(job.decision),
          keyOf: () => null,
          // Each can be taken back by itself; all of them, by their job.
          batchOf: () => randomUUID(),
          at: deps.at,
          change,
          caller: person,
        });
  await settle(
    trx,
    id,
    assessed.map(({ item, row, what }) => toSettled(item, row, what, entries)),
    deps,
  );
  if (changes.length > 0) {
    await tellMarks(trx, { change, decided: changes.length });
    await writeAudit(trx, {
      actor: { kind: 'person', id: person.id, name: person.name },
      action: `finding.bulk_${job.decision?.kind ?? 'undo'}`,
      target: { kind: 'bulk', id },
      ...(job.request_id !== null && { requestId: job.request_id }),
      detail: { changes: groupAlike(changes, toAudit) },
    });
  }
  if (items.length === deps.chunkItems) return true;
  await endJob(trx, id, { state: 'done', at: deps.at, actor: person });
  return false;
}

/** Nobody else works on it until the commit; undefined where somebody else does, or it has ended. */
async function holdJob(trx: Trx, id: string, { runner }: ChunkDeps): Promise<JobRow | undefined> {
  const { rows } = await sql<JobRow>`
    select * from bulk_job where id = ${id} and state = 'running' and runner = ${runner} for update`.execute(trx);
  return rows[0];
}

interface Decider {
  person: { id: string; name: string };
  access: Access;
}

/** Asked for each chunk: rights that are taken away in between are taken away. */
async function mustStillDecide(trx: Trx, job: JobRow): Promise<Decider> {
  const { rows } = await sql<{ id: string; name: string; role: Role; own: Access | null; of_role: Access | null }>`
    select p.id, p.name, p.role, p.access as own, r.access as of_role
    from person p left join role_access r on r.role = p.role
    where p.id = ${job.person} and not p.banned`.execute(trx);
  const [row] = rows;
  if (!row || !isAtLeast(row.role, 'analyst')) {
    throw new ProblemError('role_missing', `${job.person_name} may not decide any more.`);
  }
  return { person: { id: row.id, name: row.name }, access: toEffectiveAccess(row.own, row.of_role) };
}

async function readLeft(trx: Trx, id: string, chunkItems: number): Promise<LeftItem[]> {
  const { rows } = await sql<LeftItem>`
    select i.position, i.uid, i.version, i.active, i.severity_rank, i.undoes, e.before,
      case when e.id is not null then not exists (
        select from mark_entry o where o.uid = e.uid and o.id > e.id and o.kind <> 'note') end as is_last
    from (
      select * from bulk_item where job = ${id} and outcome is null order by position limit ${chunkItems}
    ) i left join mark_entry e on e.id = i.undoes
    order by i.position`.execute(trx);
  return rows;
}

/** What may be seen is decided here, at the moment of deciding. */
async function readFound(
  trx: Trx,
  items: readonly LeftItem[],
  visible: readonly string[],
): Promise<Map<string, FoundItem>> {
  const { rows } = await sql<FoundItem>`
    select ${rowColumns}, f.active, f.severity_rank 
    from queue_entry x join finding f on f.uid = x.uid and f.at = x.at left join mark m on m.uid = x.uid
    where x.uid = any(${items.map(({ uid }) => uid)}::text[]) and f.connection = any(${visible}::text[])`.execute(trx);
  return new Map(rows.map((row) => [row.uid, row]));
}

function assessUndo({ is_last }: LeftItem, found: FoundItem | undefined): Assessment {
  if (!found) return 'gone';
  if (is_last === true) return 'put';
  return { why: found.reopened_at !== null ? 'active' : 'decided' };
}

function toSettled(
  { position, uid }: LeftItem,
  row: FoundItem | undefined,
  what: Assessment,
  entries: ReadonlyMap<string, number>,
): Settled {
  const found = row ? toFound(row) : null;
  if (typeof what === 'object') return { position, outcome: 'conflict', why: what.why, found, entry: null };
  if (what === 'put') return { position, outcome: 'done', why: null, found: null, entry: entries.get(uid) ?? null };
  return { position, outcome: what, why: null, found, entry: null };
}

async function settle(
  trx: Trx,
  id: string,
  settled: readonly Settled[],
  { leaseMs }: Pick<ChunkDeps, 'leaseMs'>,
): Promise<void> {
  await sql`
    update bulk_item i set outcome = x.outcome, why = x.why, found = x.found, entry = x.entry
    from json_to_recordset(${JSON.stringify(settled)}::json)
      as x(position int, outcome text, why text, found json, entry bigint)
    where i.job = ${id} and i.position = x.position`.execute(trx);
  const count = (outcome: Settled['outcome']) => settled.filter((one) => one.outcome === outcome).length;
  await sql`
    update bulk_job set done = done + ${count('done')}, conflict = conflict + ${count('conflict')},
      already = already + ${count('already')}, gone = gone + ${count('gone')}, failures = 0,
      runner_until = (extract(epoch from clock_timestamp()) * 1000)::bigint + ${leaseMs}
    where id = ${id}`.execute(trx);
}

function noteOf(decision: BulkDecision | null): string | null {
  return decision && 'note' in decision ? (decision.note ?? null) : null;
}
