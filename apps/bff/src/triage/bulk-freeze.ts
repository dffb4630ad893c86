import { randomUUID } from 'node:crypto';
import type { FrozenSet, NewBulk } from '@watchfloor/contract';
import { type RawBuilder, sql, type Transaction } from 'kysely';
import { ProblemError } from '../http/problem.ts';
import { toWorkState } from '../queue/rows.ts';
import type { Tables } from '../store/tables.ts';
import { readJob } from './bulk-job.ts';
import type { BulkAsked } from './bulk-tables.ts';

export interface ToFreeze {
  asked: BulkAsked;
  /** `from … where …`: which findings are meant, and may be seen. `f` is the finding, `m` its mark, `x` its entry. */
  set: RawBuilder<unknown>;
  person: { id: string; name: string };
  requestId: string;
  findingsMax: number;
  at: number;
}

type Trx = Transaction<Tables>;

/** What the request names, as it is kept with the set: of names only how many. */
export function toAsked(given: NewBulk): BulkAsked {
  return 'uids' in given ? { selected: new Set(given.uids).size } : given;
}

/**
 * Keeps which findings are meant and how each of them stands, in one look.
 * @throws ProblemError `too_many` with the count where there are more than can be decided at once
 */
export async function freeze(
  trx: Trx,
  { asked, set, person, requestId, findingsMax, at }: ToFreeze,
): Promise<FrozenSet> {
  const id = randomUUID();
  await sql`
    insert into bulk_job (id, person, person_name, request_id, state, asked, frozen_at)
    values (${id}, ${person.id}, ${person.name}, ${requestId}, 'frozen', ${JSON.stringify(asked)}, ${at})`.execute(trx);
  const { rows: inserted } = await sql<{ findings: number }>`
    with put as (
      insert into bulk_item (job, position, uid, connection, version, active, severity_rank, state, owner, owner_name)
      select ${id}, row_number() over (order by x.sort_at desc, x.uid), f.uid, f.connection,
        coalesce(m.version, 0), f.active, f.severity_rank, coalesce(m.state, f.status), m.owner, m.owner_name
      ${set} limit ${findingsMax + 1}
      returning position
    )
    select count(*) as findings from put`.execute(trx);
  const findings = inserted[0]?.findings ?? 0;
  if (findings > findingsMax) throw await tooMany(trx, set, findingsMax);
  await sql`update bulk_job set findings = ${findings} where id = ${id}`.execute(trx);
  const missing = 'selected' in asked ? asked.selected - findings : 0;
  return { job: await readJob(trx, id, person.id), ...(await summarise(trx, id, person.id)), missing };
}

async function tooMany(trx: Trx, set: RawBuilder<unknown>, findingsMax: number): Promise<ProblemError> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count ${set}`.execute(trx);
  const [count, max] = [rows[0]?.count ?? 0, findingsMax].map((number) => number.toLocaleString('en-US'));
  return new ProblemError(
    'too_many',
    `${count} findings match; at most ${max} are decided at once. Narrow the filter.`,
  );
}

async function summarise(trx: Trx, id: string, me: string): Promise<Omit<FrozenSet, 'job' | 'missing'>> {
  const { rows: sources } = await sql<{ connection: string; findings: number }>`
    select connection, count(*) as findings from bulk_item where job = ${id}
    group by connection order by 2 desc, 1`.execute(trx);
  const { rows: states } = await sql<{ state: string; findings: number }>`
    select state, count(*) as findings from bulk_item where job = ${id} group by state order by 2 desc, 1`.execute(trx);
  const { rows: owners } = await sql<{ id: string; name: string; findings: number }>`
    select owner as id, max(owner_name) as name, count(*) as findings from bulk_item
    where job = ${id} and owner <> ${me} group by owner order by 3 desc, 1`.execute(trx);
  return { sources, states: states.map(({ state, findings }) => ({ state: toWorkState(state), findings })), owners };
}
