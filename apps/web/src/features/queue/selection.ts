import type { Params, QueueRow } from '@watchfloor/contract';

/** All that the filter finds, as of when it was chosen. */
export interface WholeList {
  /** With its range as it was then: what moves on does not move with it. */
  question: Params;
  snapshot: number;
  findings: number;
  /** When the list was read, epoch ms. */
  asOf: number;
}

/** What is selected in one list. */
export interface Selected {
  /** By the row that was ticked, the findings that it stood for then. */
  rows: ReadonlyMap<string, readonly string[]>;
  whole: WholeList | undefined;
}

const nothing: Selected = { rows: new Map(), whole: undefined };
// Beside the page: Back, another page and a list that is read anew find it again. It ends with the tab.
const kept = new Map<string, Selected>();
const listeners = new Set<() => void>();

/** As it is now, whatever the page shows already: keys come faster than it draws. */
export function readSelection(list: string): Selected {
  return kept.get(list) ?? nothing;
}

export function putSelection(list: string, next: Selected): void {
  if (isAnySelected(next)) kept.set(list, next);
  else kept.delete(list);
  for (const listener of listeners) listener();
}

export function clearSelection(list: string): void {
  putSelection(list, nothing);
}

export function onSelection(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const isAnySelected = ({ rows, whole }: Selected): boolean => whole !== undefined || rows.size > 0;

/** Each finding once. */
export const toSelectedUids = ({ rows }: Selected): string[] => [...new Set([...rows.values()].flat())];

/** The findings that a row stands for. */
export const toUids = ({ uid, fold }: Pick<QueueRow, 'uid' | 'fold'>): string[] => [
  uid,
  ...(fold?.members.map((one) => one.uid) ?? []),
];

/** A tick more or less. A row that was read anew may be led by another of its findings: any of them is the row. */
export function withTicks(before: Selected, rows: readonly QueueRow[], isOn: boolean): Selected {
  const next = new Map(before.rows);
  for (const row of rows) {
    const uids = new Set(toUids(row));
    for (const [id, others] of next) if (others.some((uid) => uids.has(uid))) next.delete(id);
    if (isOn) next.set(row.uid, [...uids]);
  }
  return { rows: next, whole: undefined };
}
