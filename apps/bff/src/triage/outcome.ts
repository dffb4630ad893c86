import type { Decision } from '@watchfloor/contract';
import { sql, type Transaction } from 'kysely';
import { ProblemError } from '../http/problem.ts';
import type { Tables } from '../store/tables.ts';
import type { MarkState } from './tables.ts';

/** What a decision makes of a finding's mark. */
export interface Outcome {
  after(before: MarkState, uid: string): MarkState;
  /** Of an undo: the findings that were decided together then. */
  undone?: string[];
}

interface Asked {
  uid: string;
  caller: { id: string; name: string };
}

type Trx = Transaction<Tables>;

/** @throws ProblemError where it cannot be: an unknown person, an undo of what somebody else did */
export async function toOutcome(trx: Trx, decision: Decision, { uid, caller }: Asked): Promise<Outcome> {
  switch (decision.kind) {
    case 'take':
      return { after: () => ({ state: 'in_progress', owner: caller.id, ownerName: caller.name, verdict: null }) };
    case 'assign': {
      const person = decision.owner === null ? null : await findPerson(trx, decision.owner);
      return { after: (before) => ({ ...before, owner: person?.id ?? null, ownerName: person?.name ?? null }) };
    }
    case 'close':
      return { after: (before) => ({ ...before, state: 'resolved', verdict: decision.verdict }) };
    case 'reopen':
      return {
        after: (before) => ({ ...before, state: before.owner === null ? 'new' : 'in_progress', verdict: null }),
      };
    case 'note':
      return { after: (before) => before };
    case 'undo':
      return toUndo(trx, decision.entry, uid, caller);
  }
}

async function findPerson(trx: Trx, id: string): Promise<{ id: string; name: string }> {
  const person = await trx
    .selectFrom('person')
    .select(['id', 'name'])
    .where('id', '=', id)
    .where('banned', '=', false)
    .executeTakeFirst();
  if (!person) throw new ProblemError('unknown_person', 'No such person.');
  return person;
}

/** Only the last thing that was done, by whoever did it; of those that were decided together, all where that holds. */
async function toUndo(trx: Trx, entry: string, uid: string, caller: { id: string }): Promise<Outcome> {
  const { rows } = await sql<{ uid: string; before: MarkState }>`
    select e.uid, e.before from mark_entry e
    where e.batch = (select batch from mark_entry where id = ${Number(entry) || 0}) and e.actor = ${caller.id}
      and e.kind not in ('undo', 'note')
      and not exists (select from mark_entry o where o.uid = e.uid and o.id > e.id and o.kind <> 'note')`.execute(trx);
  if (!rows.some((row) => row.uid === uid)) {
    throw new ProblemError('read_only', 'Only the last thing that you did yourself can be taken back.');
  }
  const before = new Map(rows.map((row) => [row.uid, row.before]));
  return { after: (now, of) => before.get(of) ?? now, undone: [...before.keys()] };
}
