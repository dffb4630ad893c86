import { sql } from 'kysely';
import { writeAudit } from '../store/audit/write.ts';
import type { Database } from '../store/database.ts';
import type { KeyRing } from './envelope.ts';

export interface Rotation {
  /** Secrets in all. */
  secrets: number;
  /** Of these, the ones that were under another key than the current one. */
  rewrapped: number;
}

/**
 * Wraps the data key of every secret with the current master key, all of them or none.
 * @throws UnknownKeyError when one is under a key that is not given; EnvelopeError when one was changed
 */
export function rotateKeys(database: Pick<Database, 'transaction'>, ring: KeyRing): Promise<Rotation> {
  return database.transaction(async (trx) => {
    // Nobody adds one under the old key meanwhile.
    await sql`lock table connection_secret in share row exclusive mode`.execute(trx);
    const rows = await trx.selectFrom('connection_secret').selectAll().execute();
    const others = rows.filter((row) => row.key_id !== ring.currentId);
    for (const row of others) {
      const { connection_id: connection, field, origin, key_id: keyId, wrapped_key: wrappedKey, sealed } = row;
      const after = ring.rewrap({ keyId, wrappedKey, sealed }, { connection, field, origin });
      await trx
        .updateTable('connection_secret')
        .set({ key_id: after.keyId, wrapped_key: after.wrappedKey })
        .where('connection_id', '=', connection)
        .where('field', '=', field)
        .execute();
    }
    const detail = { key: ring.currentId, secrets: rows.length, rewrapped: others.length };
    await writeAudit(trx, { actor: { kind: 'command', name: 'watchfloor keys rotate' }, action: 'key.rotate', detail });
    return { secrets: rows.length, rewrapped: others.length };
  });
}
