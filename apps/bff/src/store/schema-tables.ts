/** Which migrations this database has had. */
export interface SchemaMigrationTable {
  number: number;
  name: string;
  /** SHA-256 of the statements, in hex. */
  checksum: string;
  /** Epoch ms. */
  applied: number;
}

export interface SchemaTables {
  schema_migration: SchemaMigrationTable;
}
