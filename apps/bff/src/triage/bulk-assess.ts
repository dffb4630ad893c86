import { type BulkDecision, isOpenState } from '@watchfloor/contract';
import { type FoundRow, toWorkState } from '../queue/rows.ts';
import type { BulkFound } from './bulk-tables.ts';
import type { MarkState } from './tables.ts';

/** A finding of the set as it was frozen. */
export interface FrozenItem {
  position: number;
  uid: string;
  version: number;
  active: number | null;
  severity_rank: number;
}

export interface FoundItem extends FoundRow {
  active: number | null;
  severity_rank: number;
}

/** What has to become of a finding; `put`: it is written as the decision says. */
export type Assessment = 'put' | 'gone' | 'already' | { why: 'decided' | 'active' };

/** @param found undefined where it is not there, or not to be seen */
export function assess(
  item: FrozenItem,
  found: FoundItem | undefined,
  decision: BulkDecision,
  person: string,
): Assessment {
  if (!found) return 'gone';
  // A note takes nothing away from what somebody else did.
  if (decision.kind === 'note') return 'put';
  if ((found.version ?? 0) !== item.version) return { why: isAgain(found) ? 'active' : 'decided' };
  // A verdict speaks of what was seen. Without a mark, nothing else tells of what came since.
  if (decision.kind === 'close' && hasGained(item, found)) return { why: 'active' };
  return isAlready(found, decision, person) ? 'already' : 'put';
}

/** How it stands instead. */
export function toFound({
  mark_state,
  status,
  owner_name,
  owner,
  verdict,
  updated_by,
  updated_at,
}: FoundRow): BulkFound {
  return { state: mark_state ?? status, owner: owner_name ?? owner, verdict, by: updated_by, at: updated_at };
}

/** The last thing that became of it was that it gained activity after it was decided. */
const isAgain = ({ reopened_at, updated_at }: FoundRow) => reopened_at !== null && reopened_at === updated_at;

/** The lower the rank, the worse. */
const hasGained = (item: FrozenItem, found: FoundItem) =>
  found.severity_rank < item.severity_rank ||
  (found.active ?? Number.NEGATIVE_INFINITY) > (item.active ?? Number.NEGATIVE_INFINITY);

function isAlready(found: FoundRow, decision: BulkDecision, person: string): boolean {
  const { owner, verdict } = found;
  const state = toWorkState(found.mark_state ?? found.status);
  const isOpen = isOpenState(state);
  switch (decision.kind) {
    // What is closed is reopened by who means to, and not by taking it.
    case 'take':
      return !isOpen || (state === 'in_progress' && owner === person);
    case 'assign':
      return owner === decision.owner;
    case 'close':
      return state === 'resolved' && verdict === decision.verdict && decision.note === undefined;
    case 'reopen':
      return isOpen;
    case 'note':
      return false;
  }
}

/** A group of findings that stood alike. */
export interface Alike {
  before: unknown;
  after: unknown;
  findings: string[];
}

/** For the audit log, in which a thousand findings that were alike need not be told a thousand times. */
export function groupAlike(
  changes: readonly { uid: string; before: MarkState; after: MarkState }[],
  toAudit: (state: MarkState) => unknown,
): Alike[] {
  const groups = new Map<string, Alike>();
  for (const { uid, before, after } of changes) {
    const told = { before: toAudit(before), after: toAudit(after) };
    const key = JSON.stringify(told);
    const group = groups.get(key) ?? { ...told, findings: [] };
    group.findings.push(uid);
    groups.set(key, group);
  }
  return [...groups.values()];
}
