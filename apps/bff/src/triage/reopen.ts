import { compareSeverity, type SourceRecord } from '@watchfloor/contract';
import { sql, type Transaction } from 'kysely';
import type { Tables } from '../store/tables.ts';

/** A finding that the vendor changed. */
export interface ChangedFinding {
  uid: string;
  before: SourceRecord;
  after: SourceRecord;
}

/**
 * Opens findings again that gained activity or severity after they were decided, and says why. Written with the change
 * itself, under its number.
 */
export async function reopenActive(
  trx: Transaction<Tables>,
  changed: readonly ChangedFinding[],
  { change, at }: { change: number; at: number },
): Promise<void> {
  const reasons = changed.flatMap(({ uid, before, after }) => {
    const why = whyAgain(before, after);
    return why === undefined ? [] : [{ uid, why }];
  });
  if (reasons.length === 0) return;
  await sql`
    with reopened as (
      update mark m set state = 'new', reopened_at = ${at}, reopened_why = x.why, version = m.version + 1,
        change = ${change}, updated_at = ${at}, updated_by = 'Watchfloor'
      from json_to_recordset(${JSON.stringify(reasons)}::json) as x(uid text, why text),
        (select uid, state, owner, owner_name, verdict from mark) old
      where m.uid = x.uid and old.uid = m.uid and m.state in ('resolved', 'suppressed')
      returning m.uid, m.reopened_why as why,
        json_build_object('state', old.state, 'owner', old.owner, 'ownerName', old.owner_name, 'verdict', old.verdict)
          as before,
        json_build_object('state', m.state, 'owner', m.owner, 'ownerName', m.owner_name, 'verdict', m.verdict) as after
    )
    insert into mark_entry (uid, at, actor_name, kind, before, after, note, batch)
    select uid, ${at}, 'Watchfloor', 'active_again', before, after, why, gen_random_uuid() from reopened`.execute(trx);
}

/** What is told of it; undefined where nothing happened that a decision did not know. */
function whyAgain(before: SourceRecord, after: SourceRecord): string | undefined {
  if (compareSeverity(after.severity, before.severity) < 0)
    return `severity rose from ${before.severity} to ${after.severity}`;
  if (after.active !== null && after.active > (before.active ?? Number.NEGATIVE_INFINITY)) {
    return `active again at ${new Date(after.active).toISOString()}`;
  }
  return undefined;
}
