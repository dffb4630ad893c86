import { type Access, type DecisionAnswer, isAtLeast, type NewDecision, roles } from '@watchfloor/contract';
import { sql, type Transaction } from 'kysely';
import { maySee } from '../connections/access.ts';
import { ProblemError } from '../http/problem.ts';
import { type FoundRow, rowColumns, toMark } from '../queue/rows.ts';
import type { Database } from '../store/database.ts';
import type { Tables } from '../store/tables.ts';
import { nextChange } from '../sync/change-clock.ts';
import { toOutcome } from './outcome.ts';
import { tellMarks } from './tell-marks.ts';
import { writeMarks } from './write-marks.ts';

/** Who decides. */
export interface TriageCaller {
  id: string;
  name: string;
  access: Access;
  requestId: string;
}

export interface TriageDesk {
  /**
   * Decides about a finding, and with it about others of its matter. Sent twice with one key, it is done once.
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

type Trx = Transaction<Tables>;

export function createTriageDesk({ database, now }: TriageDeskDeps): TriageDesk {
  async function decide(given: NewDecision, caller: TriageCaller): Promise<DecisionAnswer> {
    const { uid, version, key, decision, members = [] } = given;
    return database.transaction(async (trx) => {
      // The order in which everybody locks: the clock, then marks.
      const change = await nextChange(trx);
      const done = await findDone(trx, key, uid);
      if (done) {
        const [row] = await readFor(trx, [uid], caller);
        return { mark: toMark(mustBe(row)), entry: done.entry, decided: done.decided, conflicts: [] };
      }
      const outcome = await toOutcome(trx, decision, { uid, caller });
      const versions = new Map([
        ...members.map((member): [string, number] => [member.uid, member.version]),
        [uid, version],
      ]);
      const found = await readFor(trx, outcome.undone ?? [...versions.keys()], caller);
      const first = mustBe(found.find((row) => row.uid === uid));
      // A note takes nothing away from what somebody else did; an undo is held against what it undoes.
      const isChanged = (row: FoundRow) =>
        decision.kind !== 'note' && versions.has(row.uid) && versions.get(row.uid) !== (row.version ?? 0);
      if (isChanged(first)) {
        throw new ProblemError(
          'version_conflict',
          'Somebody decided about this finding meanwhile. Nothing was changed.',
          {
            current: toMark(first),
          },
        );
      }
      const targets = found.filter((row) => !isChanged(row));
      const entry = await writeMarks(trx, { targets, first, decision, outcome, key, at: now(), change, caller });
      await tellMarks(trx, { change, decided: targets.length });
      const [after] = await readFor(trx, [uid], caller);
      return {
        mark: toMark(mustBe(after)),
        entry,
        decided: targets.length,
        conflicts: found.filter(isChanged).map((row) => ({ uid: row.uid, mark: toMark(row) })),
      };
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

async function findDone(trx: Trx, key: string, uid: string): Promise<{ entry: string; decided: number } | undefined> {
  const { rows } = await sql<{ id: number; uid: string; decided: number }>`
    select id, uid, (select count(*) from mark_entry o where o.batch = e.batch) as decided
    from mark_entry e where key = ${key}`.execute(trx);
  const [row] = rows;
  if (!row) return undefined;
  if (row.uid !== uid) throw new ProblemError('bad_parameter', 'This key was used for another finding.');
  return { entry: String(row.id), decided: row.decided };
}

/** Findings with their marks, which nobody else changes until the commit. Those that the caller may not see are none. */
async function readFor(trx: Trx, uids: readonly string[], { access }: TriageCaller): Promise<FoundRow[]> {
  const { rows } = await sql<FoundRow>`
    select ${rowColumns} from finding f left join mark m on m.uid = f.uid where f.uid = any(${uids})`.execute(trx);
  return rows.filter(({ connection }) => maySee(access, connection));
}

function mustBe(row: FoundRow | undefined): FoundRow {
  if (!row) throw new ProblemError('unknown_finding', 'No such finding is kept.');
  return row;
}
