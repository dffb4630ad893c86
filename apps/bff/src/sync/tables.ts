import type { CoveredInterval, SourceRecord } from '@watchfloor/contract';
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/** Counted up by every transaction that writes findings, and held to its commit. One row. */
export interface ChangeClockTable {
  one: boolean;
  number: number;
}

/** A finding as its vendor gave it last. Cut by day of `at`. */
export interface FindingTable {
  uid: string;
  /** Its place: when it happened, or where that lies outside of what is kept, when it was first read. */
  at: number;
  connection: string;
  resource: string;
  key: string;
  hint: string | null;
  happened: number | null;
  /** The vendor's received time, or our first sighting. */
  arrived: number;
  active: number | null;
  title: string;
  severity: string;
  priority_label: string | null;
  status: string;
  vendor_status: string | null;
  event_type: string | null;
  outcome: string;
  tenant: string | null;
  /** Values, in small letters. */
  entities: string[];
  techniques: string[];
  record: ColumnType<SourceRecord, string, string>;
  /** Of record and raw together. */
  digest: Buffer;
  /** It may still change at the vendor. */
  vendor_open: boolean;
  /** When the vendor was found to have it no more. */
  gone_at: number | null;
  first_read_at: number;
  /** When the read began that it is from. */
  read_at: number;
  /** The number of its last change. */
  change: number;
  first_change: number;
  /** The latest of its three times. */
  last_at: GeneratedAlways<number>;
  /** By which it stands in time order: when it happened, or arrived where that is not known. */
  sort_at: GeneratedAlways<number>;
  /** 1 is the worst. */
  severity_rank: GeneratedAlways<number>;
  /** Whom and what machine it is about, in small letters. */
  who: string | null;
  whereabouts: string | null;
  /** As `Matter` of the triage. */
  matter: string;
  matter_pause_ms: number | null;
}

/** The record byte for byte. Cut by day, as the finding. */
export interface FindingRawTable {
  uid: string;
  at: number;
  /** Zstandard (RFC 8878). */
  raw: Buffer;
  /** Of the text. */
  bytes: number;
}

/** What a search looks through. It goes with the finding. */
export interface FindingSearchTable {
  uid: string;
  /** As `SearchText`; null where the finding is from before there was a search. */
  words: string | null;
  named: string | null;
  /** null: not yet; false: never, for its size. */
  is_indexed: boolean | null;
}

export interface FindingChangeTable {
  uid: string;
  changed_at: number;
  change: number;
  before: ColumnType<Partial<SourceRecord>, string, never>;
  after: ColumnType<Partial<SourceRecord>, string, never>;
}

export interface FindingUnreadableTable {
  connection: string;
  resource: string;
  hash: Buffer;
  reason: string;
  raw: Buffer;
  bytes: number;
  first_read_at: number;
  read_at: number;
}

export interface SourceCoverageTable {
  connection: string;
  resource: string;
  from_at: number;
  to_at: number;
  read_at: number;
}

export type PassName = 'head' | 'look_back' | 'look_back_day' | 'look_back_all' | 'changes' | 'open';
export type Passes = Partial<Record<PassName, number>>;
export interface Trouble {
  code: string;
  message: string;
  since: number;
  retryAt: number | null;
}

export interface SourceStateTable {
  connection: string;
  resource: string;
  /** The account and the rule that what is kept was read under. */
  account: string;
  rule: string;
  /** When the last whole read of the newest began. */
  head_at: number | null;
  /** When each of them was last done. */
  passes: ColumnType<Passes, string, string>;
  trouble: ColumnType<Trouble | null, string | null, string | null>;
  findings: Generated<number>;
  /** Of reading back: rows, the time span that they cover, and how long it took. */
  filled_rows: Generated<number>;
  filled_ms: Generated<number>;
  filling_ms: Generated<number>;
}

export interface SyncLeaseTable {
  connection: string;
  owner: string | null;
  owner_name: string | null;
  fence: number;
  until: number;
  watched_until: Generated<number>;
}

export interface SyncErrorTable {
  id: Generated<number>;
  connection: string;
  resource: string | null;
  code: string;
  message: string;
  first_at: number;
  last_at: number;
  count: Generated<number>;
}

export interface ReadTaskTable {
  id: Generated<string>;
  connection: string;
  resource: string;
  kind: 'read' | 'verify';
  from_at: number;
  to_at: number;
  state: Generated<'waiting' | 'running' | 'done' | 'stopped' | 'failed'>;
  asked_by: string | null;
  asked_by_name: string;
  asked_at: Generated<number>;
  ended_at: number | null;
  rows: Generated<number>;
  back_to: number | null;
  message: string | null;
  result: ColumnType<unknown, string | null, string | null>;
}

export interface OutboundSpentTable {
  connection: string;
  /** When it began. */
  hour: number;
  lane: 'people' | 'background';
  calls: number;
}

export interface SyncTables {
  change_clock: ChangeClockTable;
  finding: FindingTable;
  finding_raw: FindingRawTable;
  finding_change: FindingChangeTable;
  finding_search: FindingSearchTable;
  finding_unreadable: FindingUnreadableTable;
  source_coverage: SourceCoverageTable;
  source_state: SourceStateTable;
  sync_lease: SyncLeaseTable;
  sync_error: SyncErrorTable;
  read_task: ReadTaskTable;
  outbound_spent: OutboundSpentTable;
}

export const toInterval = ({ from_at, to_at, read_at }: Omit<SourceCoverageTable, 'connection' | 'resource'>) =>
  ({ from: from_at, to: to_at, readAt: read_at }) satisfies CoveredInterval;
