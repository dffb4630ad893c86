import type { Transaction } from 'kysely';
import type { Tables } from '../tables.ts';
import type { ActorKind } from './tables.ts';

export interface AuditEntry {
  actor: { kind: ActorKind; id?: string; name: string };
  /** `view.create`: what it is about, then what was done. */
  action: string;
  target?: { kind: string; id: string };
  requestId?: string;
  /** What was and what is: `before`, `after`. Never a secret, and never the whole of what somebody sent. */
  detail?: Readonly<Record<string, unknown>>;
}

/** Adds a row to the audit log in the transaction of the change itself: there is never one without the other. */
export async function writeAudit(trx: Transaction<Tables>, entry: AuditEntry): Promise<void> {
  const { actor, target } = entry;
  await trx
    .insertInto('audit_entry')
    .values({
      actor_kind: actor.kind,
      actor_id: actor.id ?? null,
      actor_name: actor.name,
      action: entry.action,
      target_kind: target?.kind ?? null,
      target_id: target?.id ?? null,
      request_id: entry.requestId ?? null,
      detail: JSON.stringify(entry.detail ?? {}),
    })
    .execute();
}
