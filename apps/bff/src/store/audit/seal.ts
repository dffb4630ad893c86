import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { type Expression, type Kysely, type SqlBool, sql } from 'kysely';
import type { Tables } from '../tables.ts';

/** The end of the chain, as it is told to the world outside of the database. */
export interface AuditHead {
  position: number;
  auditId: number;
  /** Hex. */
  mac: string;
}

export interface SealKey {
  key: Uint8Array;
  /** Tells keys apart in the database, and says nothing about the key. */
  id: string;
}

/** A row as it is sealed: every column, in this order. */
export interface SealedRow {
  id: number;
  at: number;
  actor_kind: string;
  actor_id: string | null;
  actor_name: string;
  action: string;
  target_kind: string | null;
  target_id: string | null;
  request_id: string | null;
  /** As Postgres prints it: keys in its own order, so that a copy of the row prints the same. */
  detail_text: string;
}

export const macOfNothing = new Uint8Array(32);

/** @param masterKey 32 bytes */
export function toSealKey(masterKey: Uint8Array): SealKey {
  const key = new Uint8Array(hkdfSync('sha256', masterKey, new Uint8Array(), 'watchfloor audit seal 1', 32));
  return { key, id: createHash('sha256').update('watchfloor audit key id').update(key).digest('hex').slice(0, 16) };
}

/**
 * HMAC-SHA-256 over the seal before it, the place in the chain, and the row. JSON keeps values apart that stand side by
 * side: ["ab","c"] and ["a","bc"] differ.
 */
export function toMac({ key }: SealKey, before: Uint8Array, position: number, row: SealedRow): Buffer {
  const text = JSON.stringify([
    position,
    row.id,
    row.at,
    row.actor_kind,
    row.actor_id,
    row.actor_name,
    row.action,
    row.target_kind,
    row.target_id,
    row.request_id,
    row.detail_text,
  ]);
  return createHmac('sha256', key).update(before).update(text).digest();
}

/** Rows that are committed and not sealed, by id, at most `limit`. @param after looks only at greater ids */
export function selectUnsealed(db: Kysely<Tables>, after: number, limit: number): Promise<SealedRow[]> {
  const isUnsealed: Expression<SqlBool> = sql`not exists (select from audit_seal s where s.audit_id = audit_entry.id)`;
  return db
    .selectFrom('audit_entry')
    .select(sealedColumns)
    .where('id', '>', after)
    .where(isUnsealed)
    .orderBy('id')
    .limit(limit)
    .execute();
}

const sealedColumns = [
  'id',
  'at',
  'actor_kind',
  'actor_id',
  'actor_name',
  'action',
  'target_kind',
  'target_id',
  'request_id',
  sql<string>`detail::text`.as('detail_text'),
] as const;
