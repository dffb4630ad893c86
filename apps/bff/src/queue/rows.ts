import {
  type Cell,
  type Entity,
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
  /** By what the order places it. */
  place: number;
  severity_rank: number;
}

export const rowColumns = sql`f.uid, f.connection, f.resource, f.record, f.arrived, f.status, f.gone_at, f.severity_rank,
  m.state as mark_state, m.owner, m.owner_name, m.verdict, m.version, m.updated_at, m.updated_by, m.reopened_at,
  m.reopened_why`;

/** The mark as the contract has it. @param status the vendor's first value, where nobody decided */
export function toMark(row: Omit<FoundRow, 'place' | 'severity_rank' | 'record' | 'uid'>): Mark {
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
  const entities = record.entities;
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
      who: firstOf(entities, ['user', 'email']),
      where: firstOf(entities, ['host', 'ip']),
      source: sources.get(connection) ?? connection,
      work: mark.state,
      verdict: mark.verdict && verdictLabels[mark.verdict],
      event_type: record.eventType ?? null,
      tenant: record.tenant ?? null,
    },
  };
}

/** The internal end is named first where a record names both. */
function firstOf(entities: readonly Entity[], kinds: readonly Entity['kind'][]): Cell {
  for (const kind of kinds) {
    const found = entities.filter((entity) => entity.kind === kind);
    const best = found.find(({ role }) => role === 'target' || role === 'actor') ?? found[0];
    if (best) return best.value;
  }
  return null;
}

export function toWorkState(text: string): WorkState {
  return workStates.find((state) => state === text) ?? 'new';
}

export function toVerdict(text: string | null): Verdict | null {
  return verdicts.find((verdict) => verdict === text) ?? null;
}
