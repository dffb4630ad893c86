import { sql, type Transaction } from 'kysely';
import { type AuditEntry, writeAudit } from '../store/audit/write.ts';
import type { Database } from '../store/database.ts';
import type { Tables } from '../store/tables.ts';
import type { Auth } from './auth.ts';

/** Who acts, for the audit rows of a transaction. */
export interface Actor {
  kind: 'person' | 'system' | 'command';
  id: string | null;
  name: string;
  requestId: string | null;
}

export const systemActor: Actor = { kind: 'system', id: null, name: 'Watchfloor', requestId: null };

/**
 * Runs a change in one transaction, what the library writes included. The tables' triggers read from its settings who
 * acts, and add their rows to it.
 */
export function changeAs<T>(
  { database, auth }: { database: Database; auth: Auth },
  actor: Actor,
  work: (trx: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  return database.transaction(async (trx) => {
    await sql`select
      set_config('watchfloor.actor_kind', ${actor.kind}, true),
      set_config('watchfloor.actor_id', ${actor.id ?? ''}, true),
      set_config('watchfloor.actor_name', ${actor.name}, true),
      set_config('watchfloor.request_id', ${actor.requestId ?? ''}, true)`.execute(trx);
    return auth.within(trx, () => work(trx));
  });
}

/** A row for what no trigger sees. */
export function audit(
  trx: Transaction<Tables>,
  { kind, id, name, requestId }: Actor,
  entry: Pick<AuditEntry, 'action' | 'target' | 'detail'>,
): Promise<void> {
  const actor = { kind, name, ...(id !== null && { id }) };
  return writeAudit(trx, { ...entry, actor, ...(requestId !== null && { requestId }) });
}
