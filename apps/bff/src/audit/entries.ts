import {
  type AuditAnswer,
  type AuditEntry,
  type AuditFilters,
  auditActorKinds,
  resolveTime,
} from '@watchfloor/contract';
import { type Kysely, sql } from 'kysely';
import { ProblemError } from '../http/problem.ts';
import type { Tables } from '../store/tables.ts';

/** Filters with the range as it was when they were asked. Epoch ms, both ends inside. */
export interface AuditQuestion extends Omit<AuditFilters, 'from' | 'to'> {
  from: number;
  to: number;
}

/** Where a page ends: the next one begins below. */
export interface AuditPlace {
  at: number;
  id: number;
}

type Reader = Pick<Kysely<Tables>, 'selectFrom'>;

/** @throws ProblemError `bad_range` */
export function toQuestion({ from = 'now-7d', to = 'now', ...rest }: AuditFilters, now: number): AuditQuestion {
  const range = { from: resolveTime(from, now) ?? 0, to: resolveTime(to, now) ?? now };
  if (range.from > range.to) throw new ProblemError('bad_range', 'The start of the range lies after its end.');
  return { ...rest, ...range };
}

export const toCursor = ({ at, id }: AuditPlace): string => `${at}.${id}`;
export function parseCursor(cursor: string): AuditPlace {
  const [at = 0, id = 0] = cursor.split('.').map(Number);
  return { at, id };
}

/** Newest first. @param below the last entry's place of the page before */
export async function readEntries(
  from: Reader,
  question: AuditQuestion,
  below: AuditPlace | undefined,
  rows: number,
): Promise<AuditEntry[]> {
  const { actor, action, target } = question;
  let query = from
    .selectFrom('audit_entry as e')
    .leftJoin('audit_seal as s', 's.audit_id', 'e.id')
    .select(['e.id', 'e.at', 'e.actor_kind', 'e.actor_id', 'e.actor_name', 'e.action', 'e.target_kind', 'e.target_id'])
    .select(['e.request_id', 'e.detail', 's.position'])
    .where('e.at', '>=', question.from)
    .where('e.at', '<=', question.to)
    .orderBy('e.at', 'desc')
    .orderBy('e.id', 'desc')
    .limit(rows);
  if (below) query = query.where(sql<boolean>`(e.at, e.id) < (${below.at}, ${below.id})`);
  if (actor === auditActorKinds.system || actor === auditActorKinds.command) {
    query = query.where('e.actor_kind', '=', actor === auditActorKinds.system ? 'system' : 'command');
  } else if (actor !== undefined) {
    query = query.where('e.actor_id', '=', actor);
  }
  if (action !== undefined) {
    // The contract lets no % through, and in LIKE an underscore of a name stands for itself only if escaped.
    const below = `${action.replaceAll('_', '\\_')}.%`;
    query = query.where((on) => on.or([on('e.action', '=', action), on('e.action', 'like', below)]));
  }
  if (target !== undefined) {
    const [kind = '', ...rest] = target.split(':');
    query = query.where('e.target_kind', '=', kind);
    if (rest.length > 0) query = query.where('e.target_id', '=', rest.join(':'));
  }
  const found = await query.execute();
  return found.map((row) => ({
    id: String(row.id),
    at: row.at,
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    action: row.action,
    target: row.target_kind === null || row.target_id === null ? null : { kind: row.target_kind, id: row.target_id },
    requestId: row.request_id,
    detail: row.detail,
    sealed: row.position,
  }));
}

/** Every action and actor there is, by jumps along an index: the log may hold millions. */
export async function readChoices(db: Kysely<Tables>): Promise<Pick<AuditAnswer, 'actions' | 'actors'>> {
  const actions = await sql<{ action: string }>`
    with recursive step (action) as (
      (select action from audit_entry order by action limit 1)
      union all
      select (select e.action from audit_entry e where e.action > step.action order by e.action limit 1)
      from step where step.action is not null
    ) select action from step where action is not null`.execute(db);
  const actors = await sql<{ id: string; name: string }>`
    with recursive step (id) as (
      (select actor_id from audit_entry where actor_id is not null order by actor_id limit 1)
      union all
      select (select e.actor_id from audit_entry e where e.actor_id > step.id order by e.actor_id limit 1)
      from step where step.id is not null
    )
    select step.id, latest.actor_name as name from step cross join lateral (
      select e.actor_name from audit_entry e where e.actor_id = step.id order by e.id desc limit 1
    ) latest order by name, id`.execute(db);
  return {
    actions: actions.rows.map(({ action }) => action),
    actors: [
      ...actors.rows,
      { id: auditActorKinds.system, name: 'Watchfloor itself' },
      { id: auditActorKinds.command, name: 'Commands' },
    ],
  };
}
