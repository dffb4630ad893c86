import type { ConnectionTables } from '../connections/tables.ts';
import type { IdentityTables } from '../identity/tables.ts';
import type { SyncTables } from '../sync/tables.ts';
import type { BulkTables } from '../triage/bulk-tables.ts';
import type { TriageTables } from '../triage/tables.ts';
import type { ViewTables } from '../views/tables.ts';
import type { AuditTables } from './audit/tables.ts';
import type { SchemaTables } from './schema-tables.ts';

/**
 * Every table, as the queries see it. Each is described in the folder that owns it, and added here:
 * `bigint` columns are numbers, `timestamptz` are dates, `jsonb` is what was written.
 */
export interface Tables
  extends SchemaTables,
    AuditTables,
    IdentityTables,
    ViewTables,
    ConnectionTables,
    SyncTables,
    TriageTables,
    BulkTables {}
