import { type MarkEntry, markEntrySchema } from '@watchfloor/contract';
import { toVerdict, toWorkState } from '../queue/rows.ts';
import type { MarkState } from './tables.ts';

interface EntryRow {
  id: number;
  at: number;
  actor_name: string;
  kind: string;
  before: MarkState;
  after: MarkState;
  note: string | null;
}

const kinds = markEntrySchema.shape.kind.options;

/** @param vendorState what the state was where nobody had decided */
export function toMarkEntry(row: EntryRow, vendorState: string): MarkEntry {
  const toState = ({ state, ownerName, verdict }: MarkState) => ({
    state: toWorkState(state ?? vendorState),
    owner: ownerName,
    verdict: toVerdict(verdict),
  });
  return {
    id: String(row.id),
    at: row.at,
    by: row.actor_name,
    kind: kinds.find((kind) => kind === row.kind) ?? 'note',
    before: toState(row.before),
    after: toState(row.after),
    note: row.note,
  };
}
