import type { SourceRecord } from '@watchfloor/contract';
import type { ColumnType, Generated } from 'kysely';

/** What a team added to a finding. */
export interface MarkTable {
  uid: string;
  connection: string;
  resource: string;
  /** null: nobody decided, and the vendor's own state stands. */
  state: string | null;
  owner: string | null;
  owner_name: string | null;
  verdict: string | null;
  version: Generated<number>;
  change: number;
  updated_at: number;
  updated_by: string;
  decided_at: number | null;
  reopened_at: number | null;
  reopened_why: string | null;
  /** What the rule and the entity were, for "seen before". */
  rule_key: string | null;
  entity_key: string | null;
  /** As it was when somebody first added something: it outlives the finding. */
  record: ColumnType<SourceRecord, string, string>;
}

/** The history of a mark, one row for each thing that somebody did. */
export interface MarkEntryTable {
  id: Generated<number>;
  uid: string;
  at: number;
  actor: string | null;
  actor_name: string;
  kind: string;
  before: ColumnType<MarkState, string, never>;
  after: ColumnType<MarkState, string, never>;
  note: string | null;
  /** Sent twice, it is done once. */
  key: string | null;
  /** Of all that were decided together. */
  batch: string;
}

/** What a decision changes. */
export interface MarkState {
  state: string | null;
  owner: string | null;
  ownerName: string | null;
  verdict: string | null;
}

export interface TriageTables {
  mark: MarkTable;
  mark_entry: MarkEntryTable;
}
