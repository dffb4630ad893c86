import { sql, type Transaction } from 'kysely';
import type { Tables } from '../store/tables.ts';
import type { PlannedChange } from './change.ts';
import type { NewConnection } from './connection-admin.ts';
import type { Binding, KeyRing } from './envelope.ts';
import { toOrigin } from './settings-check.ts';

/** @param origin of the address: where its secrets may be sent */
export async function insertConnection(
  trx: Transaction<Tables>,
  ring: KeyRing,
  { secrets, settings, tenant = null, ...given }: NewConnection,
  { origin, by }: { origin: string; by: string },
): Promise<void> {
  const version = await nextVersion(trx);
  const row = { ...given, tenant, settings: JSON.stringify(settings), updated_by: by };
  await trx
    .insertInto('connection')
    .values({ ...row, version, secrets_version: version })
    .execute();
  await writeSecrets(trx, ring, { connection: given.id, origin }, secrets);
}

export async function updateConnection(
  trx: Transaction<Tables>,
  ring: KeyRing,
  id: string,
  { plan, by }: { plan: PlannedChange; by: string },
): Promise<void> {
  const version = await nextVersion(trx);
  const { label, tenant, settings, paused, secrets, cleared } = plan;
  const secretsChanged = cleared.length > 0 || Object.keys(secrets).length > 0;
  await trx
    .updateTable('connection')
    .set({ label, tenant, settings: JSON.stringify(settings), paused, version, updated_by: by })
    .set({ updated_at: sql`(extract(epoch from clock_timestamp()) * 1000)::bigint` })
    .$if(secretsChanged, (update) => update.set({ secrets_version: version }))
    .where('id', '=', id)
    .execute();
  if (cleared.length > 0) {
    await trx.deleteFrom('connection_secret').where('connection_id', '=', id).where('field', 'in', cleared).execute();
  }
  const origin = toOrigin(settings);
  if (origin !== undefined) await writeSecrets(trx, ring, { connection: id, origin }, secrets);
}

async function nextVersion(trx: Transaction<Tables>): Promise<number> {
  const { rows } = await sql<{ version: number }>`select nextval('connection_version') as version`.execute(trx);
  const [row] = rows;
  if (!row) throw new Error('The sequence of versions gave none.');
  return row.version;
}

/** Seals and keeps; a secret that is there already is replaced. */
async function writeSecrets(
  trx: Transaction<Tables>,
  ring: KeyRing,
  place: Omit<Binding, 'field'>,
  secrets: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [field, secret] of Object.entries(secrets)) {
    const { keyId, wrappedKey, sealed } = ring.seal(secret, { ...place, field });
    const values = { origin: place.origin, key_id: keyId, wrapped_key: wrappedKey, sealed };
    await trx
      .insertInto('connection_secret')
      .values({ connection_id: place.connection, field, ...values })
      .onConflict((conflict) => conflict.columns(['connection_id', 'field']).doUpdateSet(values))
      .execute();
  }
}
