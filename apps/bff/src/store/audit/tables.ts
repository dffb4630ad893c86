import type { ColumnType, Generated } from 'kysely';

export type ActorKind = 'person' | 'system' | 'command';

export interface AuditEntryTable {
  /** Grows with each entry, has gaps, and says nothing about the order of commits. */
  id: Generated<number>;
  /** Epoch ms by the database's clock. */
  at: Generated<number>;
  actor_kind: ActorKind;
  /** The account's id; null for the system and for commands. */
  actor_id: string | null;
  /** As it was then: an account may be renamed or removed. */
  actor_name: string;
  /** `view.create`. */
  action: string;
  target_kind: string | null;
  target_id: string | null;
  request_id: string | null;
  detail: ColumnType<Record<string, unknown>, string | undefined, never>;
}

export interface AuditSealTable {
  /** From 1, without a gap. */
  position: ColumnType<number, number, never>;
  audit_id: ColumnType<number, number, never>;
  /** Which key made it, without giving it away. */
  key: ColumnType<string, string, never>;
  mac: ColumnType<Buffer, Uint8Array, never>;
}

export interface AuditTables {
  audit_entry: AuditEntryTable;
  audit_seal: AuditSealTable;
}
