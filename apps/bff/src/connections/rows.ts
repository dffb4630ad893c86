import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Tables } from '../store/tables.ts';
import type { Envelope } from './envelope.ts';
import type { ConnectionTable } from './tables.ts';

/** What replicas listen on; a notice says only that there is something to look for. */
export const connectionsChannel = 'watchfloor_connections';

export interface KeptSecret {
  field: string;
  origin: string;
  envelope: Envelope;
}

export interface KeptConnection extends Selectable<ConnectionTable> {
  secrets: KeptSecret[];
}

type Questions = Kysely<Tables> | Transaction<Tables>;

/** All of them as of one moment, in the order in which they were added. */
export async function readConnections(db: Questions, id?: string): Promise<KeptConnection[]> {
  const rows = await db
    .selectFrom('connection')
    .leftJoin('connection_secret as secret', 'secret.connection_id', 'connection.id')
    .selectAll('connection')
    .select(['secret.field', 'secret.origin', 'secret.key_id', 'secret.wrapped_key', 'secret.sealed'])
    .$if(id !== undefined, (question) => question.where('connection.id', '=', id ?? ''))
    .orderBy('connection.created_at')
    .orderBy('connection.id')
    .orderBy('secret.field')
    .execute();
  const byId = Map.groupBy(rows, (row) => row.id);
  return [...byId.values()].flatMap((same) => {
    const secrets = same.flatMap(({ field, origin, key_id: keyId, wrapped_key: wrappedKey, sealed }) =>
      field === null || origin === null || keyId === null || wrappedKey === null || sealed === null
        ? []
        : [{ field, origin, envelope: { keyId, wrappedKey, sealed } }],
    );
    const [first] = same;
    if (!first) return [];
    const { id: name, vendor, label, tenant, settings, paused, version, secrets_version } = first;
    const { created_at, updated_at, updated_by } = first;
    const kept = { id: name, vendor, label, tenant, settings, paused, version, secrets_version };
    return [{ ...kept, created_at, updated_at, updated_by, secrets }];
  });
}

/** Changes when any connection does: what a replica compares that may have missed a notice. */
export async function readState(db: Questions): Promise<string> {
  const { rows } = await sql<{ state: string | null }>`
    select string_agg(id || ':' || version, ',' order by id) as state from connection`.execute(db);
  return rows[0]?.state ?? '';
}

/** With the commit, so that nobody looks too early. */
export async function notifyChange(trx: Transaction<Tables>): Promise<void> {
  await sql`select pg_notify(${connectionsChannel}, '')`.execute(trx);
}
