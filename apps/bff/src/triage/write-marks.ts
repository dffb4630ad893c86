import type { Decision } from '@watchfloor/contract';
import { sql, type Transaction } from 'kysely';
import type { FoundRow } from '../queue/rows.ts';
import { writeAudit } from '../store/audit/write.ts';
import type { Tables } from '../store/tables.ts';
import type { Outcome } from './outcome.ts';
import { toSeenKeys } from './seen-keys.ts';
import type { MarkState } from './tables.ts';

export interface MarksToWrite {
  targets: readonly FoundRow[];
  /** The one that was decided about; the others go with it. */
  first: FoundRow;
  decision: Decision;
  outcome: Outcome;
  key: string;
  at: number;
  change: number;
  caller: { id: string; name: string; requestId: string };
}

/** Marks, their history and the audit log, together. @returns the entry of the history, of the first of them */
export async function writeMarks(trx: Transaction<Tables>, given: MarksToWrite): Promise<string> {
  const { targets, first, decision, outcome, key, caller } = given;
  const note = 'note' in decision ? (decision.note ?? null) : null;
  const entries = await putMarks(trx, {
    ...given,
    changes: targets.map((found) => ({ found, after: outcome.after(toState(found), found.uid) })),
    kind: decision.kind,
    note,
    keyOf: (uid) => (uid === first.uid ? key : null),
    batchOf: () => key,
  });
  await writeAudit(trx, {
    actor: { kind: 'person', id: caller.id, name: caller.name },
    action: `finding.${decision.kind}`,
    target: { kind: 'finding', id: first.uid },
    requestId: caller.requestId,
    detail: {
      before: toAudit(toState(first)),
      after: toAudit(outcome.after(toState(first), first.uid)),
      ...(targets.length > 1 && { with: targets.flatMap(({ uid }) => (uid === first.uid ? [] : [uid])) }),
    },
  });
  const entry = entries.get(first.uid);
  if (entry === undefined) throw new Error('A decision left no entry.');
  return String(entry);
}

export interface MarksToPut {
  changes: readonly { found: FoundRow; after: MarkState }[];
  kind: Decision['kind'];
  note: string | null;
  /** Of a request, where it has to be found again by it. */
  keyOf(uid: string): string | null;
  /** What was decided together is taken back together. */
  batchOf(uid: string): string;
  at: number;
  change: number;
  caller: { id: string; name: string };
}

/** Marks and their history, without the audit log. @returns the entries of the history, by finding */
export async function putMarks(trx: Transaction<Tables>, given: MarksToPut): Promise<Map<string, number>> {
  const { changes, kind, note, keyOf, batchOf, at, change, caller } = given;
  const rows = changes.map(({ found, after }) => {
    const { uid, connection, resource } = found;
    const { rule, entity } = toSeenKeys(found.record);
    return {
      uid,
      connection,
      resource,
      state: after.state,
      owner: after.owner,
      owner_name: after.ownerName,
      verdict: after.verdict,
      rule_key: rule,
      entity_key: entity,
      record: JSON.stringify(found.record),
      before: JSON.stringify(toState(found)),
      after: JSON.stringify(after),
      key: keyOf(uid),
      batch: batchOf(uid),
      decided_at: after.verdict === null ? null : at,
    };
  });
  const recordset = sql`json_to_recordset(${JSON.stringify(rows)}::json) as x(uid text, connection text, resource text,
    state text, owner text, owner_name text, verdict text, rule_key text, entity_key text, record text, before text,
    after text, key uuid, batch uuid, decided_at bigint)`;
  await sql`
    insert into mark as m (uid, connection, resource, state, owner, owner_name, verdict, change, updated_at, updated_by,
      decided_at, rule_key, entity_key, record)
    select x.uid, x.connection, x.resource, x.state, x.owner, x.owner_name, x.verdict, ${change}, ${at}, ${caller.name},
      x.decided_at, x.rule_key, x.entity_key, x.record::json
    from ${recordset}
    on conflict (uid) do update set state = excluded.state, owner = excluded.owner, owner_name = excluded.owner_name,
      verdict = excluded.verdict, version = m.version + 1, change = excluded.change, updated_at = excluded.updated_at,
      updated_by = excluded.updated_by, decided_at = excluded.decided_at, reopened_at = null, reopened_why = null,
      record = excluded.record`.execute(trx);
  const { rows: entries } = await sql<{ id: number; uid: string }>`
    insert into mark_entry (uid, at, actor, actor_name, kind, before, after, note, key, batch)
    select x.uid, ${at}, ${caller.id}, ${caller.name}, ${kind}, x.before::json, x.after::json, ${note}, x.key, x.batch
    from ${recordset} returning id, uid`.execute(trx);
  return new Map(entries.map(({ id, uid }) => [uid, id]));
}

export function toState({ mark_state, owner, owner_name, verdict }: FoundRow): MarkState {
  return { state: mark_state, owner, ownerName: owner_name, verdict };
}

export const toAudit = ({ state, ownerName, verdict }: MarkState) => ({ state, owner: ownerName, verdict });
