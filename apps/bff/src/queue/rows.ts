import {
  type Mark,
  type QueueRow,
  type SourceRecord,
  type Verdict,
  verdictLabels,
  verdicts,
  type WorkState,
  workStates,
} from '@watchfloor/contract';
import { sql } from 'kysely';
import { whereOf, whoOf } from '../triage/who-where.ts';
import type { FoldedRow } from './list.ts';

/** A finding and its mark, as the queue reads them. */
export interface FoundRow {
  uid: string;
  connection: string;
  resource: string;
  record: SourceRecord;
  arrived: number;
  status: string;
  gone_at: number | null;
  mark_state: string | null;
  owner: string | null;
  owner_name: string | null;
  verdict: string | null;
  version: number | null;
  updated_at: number | null;
  updated_by: string | null;
  reopened_at: number | null;
  reopened_why: string | null;
}

export const rowColumns = sql`f.uid, f.connection, f.resource, f.record, f.arrived, f.status, f.gone_at,
  m.state as mark_state, m.owner, m.owner_name, m.verdict, m.version, m.updated_at, m.updated_by, m.reopened_at,
  m.reopened_why`;

/** What a mark is made of; `status` is the vendor's first value, where nobody decided. */
export type MarkedRow = Omit<FoundRow, 'uid' | 'connection' | 'resource' | 'record' | 'arrived' | 'gone_at'>;

/** The mark as the contract has it. */
export function toMark(row: MarkedRow): Mark {
  return {
    state: toWorkState(row.mark_state ?? row.status),
    owner: row.owner === null ? null : { id: row.owner, name: row.owner_name ?? row.owner },
    verdict: toVerdict(row.verdict),
    version: row.version ?? 0,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
    reopened: row.reopened_at === null ? null : { at: row.reopened_at, why: row.reopened_why ?? '' },
  };
}

/** @param sources what stands in the Source column, by connection */
export function toQueueRow(row: FoundRow, sources: ReadonlyMap<string, string>): QueueRow {
  const { record, uid, connection, resource } = row;
  const mark = toMark(row);
  return {
    ...record,
    uid,
    connection,
    resource,
    arrived: record.arrived ?? row.arrived,
    status: mark.state,
    mark,
    goneAt: row.gone_at,
    cells: {
      ...record.cells,
      who: whoOf(record),
      where: whereOf(record),
      source: sources.get(connection) ?? connection,
      work: mark.state,
      verdict: mark.verdict && verdictLabels[mark.verdict],
      event_type: record.eventType ?? null,
      tenant: record.tenant ?? null,
    },
  };
}

/** The same with what stands behind it. */
export function toFoldedRow(row: FoldedRow, sources: ReadonlyMap<string, string>): QueueRow {
  const { count, first_at: from, latest_at: to, members } = row;
  const single = toQueueRow(row, sources);
  return count > 1 ? { ...single, fold: { count, from, to, members: members ?? [] } } : single;
}

export function toWorkState(text: string): WorkState {
  return workStates.find((state) => state === text) ?? 'new';
}

export function toVerdict(text: string | null): Verdict | null {
  return verdicts.find((verdict) => verdict === text) ?? null;
}
