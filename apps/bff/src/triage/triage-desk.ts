import type { Access, Decision, DecisionAnswer, NewDecision } from '@watchfloor/contract';
import { isAtLeast, roles } from '@watchfloor/contract';
import { sql, type Transaction } from 'kysely';
import { maySee } from '../connections/access.ts';
import { ProblemError } from '../http/problem.ts';
import { type FoundRow, rowColumns, toMark } from '../queue/rows.ts';
import { writeAudit } from '../store/audit/write.ts';
import type { Database } from '../store/database.ts';
import type { Tables } from '../store/tables.ts';
import { nextChange } from '../sync/keep-page.ts';
import { toSeenKeys } from './seen-keys.ts';
import type { MarkState } from './tables.ts';

/** Who decides. */
export interface TriageCaller {
  id: string;
  name: string;
  access: Access;
  requestId: string;
}

export interface TriageDesk {
  /**
   * Decides about one finding. Sent twice with one key, it is done once.
   * @throws ProblemError `version_conflict` with the mark as it is where somebody was first; then nothing was changed
   */
  decide(given: NewDecision, caller: TriageCaller): Promise<DecisionAnswer>;
  /** Who a finding can be given to. */
  assignees(): Promise<{ id: string; name: string }[]>;
}

export interface TriageDeskDeps {
  database: Pick<Database, 'sql' | 'transaction'>;
  now(): number;
}

/** Told to whoever waits for decisions: `{uid, change}`. */
const marksChannel = 'watchfloor_marks';

export function createTriageDesk({ database, now }: TriageDeskDeps): TriageDesk {
  async function decide(given: NewDecision, caller: TriageCaller): Promise<DecisionAnswer> {
    const { uid, version, key, decision } = given;
    return database.transaction(async (trx) => {
      // The order in which everybody locks: the clock, then marks.
      const change = await nextChange(trx);
      const found = await readFor(trx, uid, caller);
      const done = await trx.selectFrom('mark_entry').select(['id', 'uid']).where('key', '=', key).executeTakeFirst();
      if (done) {
        if (done.uid !== uid) throw new ProblemError('bad_parameter', 'This key was used for another finding.');
        return { mark: toMark(found), entry: String(done.id) };
      }
      const current = found.version ?? 0;
      // A note takes nothing away from what somebody else did.
      if (decision.kind !== 'note' && version !== current) {
        throw new ProblemError(
          'version_conflict',
          'Somebody decided about this finding meanwhile. Nothing was changed.',
          {
            current: toMark(found),
          },
        );
      }
      const before = toState(found);
      const after = await apply(trx, decision, { before, uid, caller });
      const at = now();
      const entry = await write(trx, { found, decision, before, after, key, at, change, caller });
      await sql`select pg_notify(${marksChannel}, ${JSON.stringify({ uid, change })})`.execute(trx);
      return { mark: toMark(await readFor(trx, uid, caller)), entry };
    });
  }

  return {
    decide,
    async assignees() {
      const rows = await database.sql
        .selectFrom('person')
        .select(['id', 'name', 'role'])
        .where('banned', '=', false)
        .orderBy('name')
        .execute();
      return rows.flatMap(({ id, name, role }) => {
        const known = roles.find((one) => one === role);
        return known && isAtLeast(known, 'analyst') ? [{ id, name }] : [];
      });
    },
  };
}

type Trx = Transaction<Tables>;

/** The finding with its mark, which nobody else changes until the commit. */
async function readFor(trx: Trx, uid: string, { access }: TriageCaller): Promise<FoundRow> {
  const { rows } = await sql<FoundRow>`
    select ${rowColumns}, f.sort_at as place from finding f left join mark m on m.uid = f.uid where f.uid = ${uid}`.execute(
    trx,
  );
  const [row] = rows;
  if (!row || !maySee(access, row.connection)) throw new ProblemError('unknown_finding', 'No such finding is kept.');
  return row;
}

function toState({ mark_state, owner, owner_name, verdict }: FoundRow): MarkState {
  return { state: mark_state, owner, ownerName: owner_name, verdict };
}

async function apply(
  trx: Trx,
  decision: Decision,
  { before, uid, caller }: { before: MarkState; uid: string; caller: TriageCaller },
): Promise<MarkState> {
  switch (decision.kind) {
    case 'take':
      return { state: 'in_progress', owner: caller.id, ownerName: caller.name, verdict: null };
    case 'assign':
      return assign(trx, before, decision.owner);
    case 'close':
      return { ...before, state: 'resolved', verdict: decision.verdict };
    case 'reopen':
      return { ...before, state: before.owner === null ? 'new' : 'in_progress', verdict: null };
    case 'note':
      return before;
    case 'undo':
      return undo(trx, uid, decision.entry, caller);
  }
}

async function assign(trx: Trx, before: MarkState, owner: string | null): Promise<MarkState> {
  if (owner === null) return { ...before, owner: null, ownerName: null };
  const person = await trx
    .selectFrom('person')
    .select(['id', 'name'])
    .where('id', '=', owner)
    .where('banned', '=', false)
    .executeTakeFirst();
  if (!person) throw new ProblemError('unknown_person', 'No such person.');
  return { ...before, owner: person.id, ownerName: person.name };
}

/** Only the last thing that was done, by whoever did it. */
async function undo(trx: Trx, uid: string, entry: string, caller: TriageCaller): Promise<MarkState> {
  const last = await trx
    .selectFrom('mark_entry')
    .select(['id', 'actor', 'before', 'kind'])
    .where('uid', '=', uid)
    .where('kind', '<>', 'note')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!last || String(last.id) !== entry || last.actor !== caller.id || last.kind === 'undo') {
    throw new ProblemError('read_only', 'Only the last thing that you did yourself can be taken back.');
  }
  return last.before;
}

interface Written {
  found: FoundRow;
  decision: Decision;
  before: MarkState;
  after: MarkState;
  key: string;
  at: number;
  change: number;
  caller: TriageCaller;
}

/** The mark, its history and the audit log, together. @returns the entry of the history */
async function write(trx: Trx, written: Written): Promise<string> {
  const { found, decision, before, after, key, at, change, caller } = written;
  const { uid, connection, resource, record } = found;
  const { rule, entity } = toSeenKeys(record);
  const decidedAt = after.verdict === null ? null : at;
  await sql`
    insert into mark as m (uid, connection, resource, state, owner, owner_name, verdict, version, change, updated_at,
      updated_by, decided_at, rule_key, entity_key, record)
    values (${uid}, ${connection}, ${resource}, ${after.state}, ${after.owner}, ${after.ownerName}, ${after.verdict}, 1,
      ${change}, ${at}, ${caller.name}, ${decidedAt}, ${rule}, ${entity}, ${JSON.stringify(record)}::json)
    on conflict (uid) do update set state = excluded.state, owner = excluded.owner, owner_name = excluded.owner_name,
      verdict = excluded.verdict, version = m.version + 1, change = excluded.change, updated_at = excluded.updated_at,
      updated_by = excluded.updated_by, decided_at = excluded.decided_at, reopened_at = null, reopened_why = null,
      record = excluded.record`.execute(trx);
  const note = 'note' in decision ? (decision.note ?? null) : null;
  const { id } = await trx
    .insertInto('mark_entry')
    .values({
      uid,
      at,
      actor: caller.id,
      actor_name: caller.name,
      kind: decision.kind,
      before: JSON.stringify(before),
      after: JSON.stringify(after),
      note,
      key,
      undone_by: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (decision.kind === 'undo') {
    await trx.updateTable('mark_entry').set({ undone_by: id }).where('id', '=', Number(decision.entry)).execute();
  }
  await writeAudit(trx, {
    actor: { kind: 'person', id: caller.id, name: caller.name },
    action: `finding.${decision.kind}`,
    target: { kind: 'finding', id: uid },
    requestId: caller.requestId,
    detail: { before: toAudit(before), after: toAudit(after) },
  });
  return String(id);
}

const toAudit = ({ state, ownerName, verdict }: MarkState) => ({ state, owner: ownerName, verdict });
