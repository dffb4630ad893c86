import type { BulkDecision, NewBulk } from '@watchfloor/contract';
import type { ColumnType, Generated } from 'kysely';

/** One decision about many findings. */
export interface BulkJobTable {
  id: string;
  person: string;
  person_name: string;
  request_id: string | null;
  state: 'frozen' | 'running' | 'done' | 'stopped' | 'failed';
  asked: ColumnType<BulkAsked, string, never>;
  key: string | null;
  decision: ColumnType<BulkDecision | null, string | null, string>;
  owner_name: string | null;
  undoes: string | null;
  findings: Generated<number>;
  done: Generated<number>;
  conflict: Generated<number>;
  already: Generated<number>;
  gone: Generated<number>;
  frozen_at: number;
  started_at: number | null;
  ended_at: number | null;
  /** Why it could not go on. */
  why: string | null;
  failures: Generated<number>;
  runner: string | null;
  runner_until: Generated<number>;
}

export type BulkAsked = { selected: number } | { undoes: string } | Extract<NewBulk, { snapshot: number }>;

/** A finding of the set. */
export interface BulkItemTable {
  job: string;
  position: number;
  uid: string;
  connection: string;
  version: number;
  active: number | null;
  severity_rank: number;
  state: string;
  owner: string | null;
  owner_name: string | null;
  undoes: number | null;
  outcome: string | null;
  why: string | null;
  found: ColumnType<BulkFound | null, never, string | null>;
  entry: number | null;
}

/** How a finding was found where nothing was done to it. */
export interface BulkFound {
  state: string;
  owner: string | null;
  verdict: string | null;
  by: string | null;
  at: number | null;
}

export interface BulkTables {
  bulk_job: BulkJobTable;
  bulk_item: BulkItemTable;
}
