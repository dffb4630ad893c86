import type { ColumnType, Generated } from 'kysely';

/** Connections that were added in the browser. Those of the operator's file are not here. */
export interface ConnectionTable {
  id: string;
  vendor: string;
  label: string;
  tenant: string | null;
  /** As they were given, without the secrets. */
  settings: ColumnType<Record<string, unknown>, string, string>;
  paused: Generated<boolean>;
  /** From one sequence for all, so that a connection that was removed and added again has another one. */
  version: Generated<number>;
  /** The version that last gave, replaced or cleared a secret. */
  secrets_version: number;
  created_at: Generated<number>;
  updated_at: Generated<number>;
  /** The name of who changed it last, as it was then. */
  updated_by: string;
}

/** Write-only for everybody but the server's outbound calls. Sealed as in envelope.ts. */
export interface ConnectionSecretTable {
  connection_id: string;
  field: string;
  /** Where it may be sent; part of what it is sealed for. */
  origin: string;
  key_id: string;
  wrapped_key: ColumnType<Buffer, Uint8Array, Uint8Array>;
  sealed: ColumnType<Buffer, Uint8Array, Uint8Array>;
}

export interface ConnectionTables {
  connection: ConnectionTable;
  connection_secret: ConnectionSecretTable;
}
