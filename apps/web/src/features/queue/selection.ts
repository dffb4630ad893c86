import type { Params, QueueRow } from '@watchfloor/contract';
import { useMemo, useSyncExternalStore } from 'react';
import type { RowTicks } from '../../ui/data-table/ticks.tsx';
import type { LoadedQueue } from './queue-rows.ts';

/** All that the filter finds, as of when it was chosen. */
export interface WholeList {
  /** With its range as it was then: what moves on does not move with it. */
  question: Params;
  snapshot: number;
  findings: number;
  /** When the list was read, epoch ms. */
  asOf: number;
}

/** What is ticked in the list of one question, by the row that was ticked: the findings that stood behind it then. */
interface Kept {
  rows: ReadonlyMap<string, readonly string[]>;
  whole: WholeList | undefined;
}

export interface Selection {
  /** How many rows were ticked; of the whole list, none by themselves. */
  rows: number;
  /** The findings of these rows, each once. */
  uids: readonly string[];
  whole: WholeList | undefined;
  isAny: boolean;
  ticks: RowTicks;
  /** All that the filter finds. */
  takeAll: () => void;
  clear: () => void;
}

const nothing: Kept = { rows: new Map(), whole: undefined };
// Beside the page: Back, another page and a list that is read anew find it again. It ends with the tab.
const kept = new Map<string, Kept>();
const listeners = new Set<() => void>();

/**
 * @param question names the list: what is selected in one is not in another
 * @param params the question itself, without a range that moves
 */
export function useSelection(question: string, list: LoadedQueue | undefined, params: Params): Selection {
  const now = useSyncExternalStore(subscribe, () => kept.get(question) ?? nothing);
  return useMemo(() => toSelection(question, now, list, params), [question, now, list, params]);
}

/** What was decided about is not selected any more. */
export function clearSelection(question: string): void {
  change(question, nothing);
}

function toSelection(question: string, now: Kept, list: LoadedQueue | undefined, params: Params): Selection {
  const { whole } = now;
  const uids = [...new Set([...now.rows.values()].flat())];
  const known = new Set(uids);
  const loaded = list?.rows ?? [];
  const byUid = new Map(loaded.map((row) => [row.uid, row]));
  // Of a list that was read later, nobody knows which rows are meant: the words beside it say so.
  const isWholeShown = whole !== undefined && whole.snapshot === list?.snapshot;
  // A row that was read anew may be led by another of its findings.
  const isRowTicked = (row: QueueRow) => known.size > 0 && toUids(row).some((uid) => known.has(uid));
  const isTicked = (id: string) => {
    if (isWholeShown) return true;
    const row = byUid.get(id);
    return row !== undefined && isRowTicked(row);
  };
  const ticked = loaded.filter(isRowTicked).length;
  return {
    rows: now.rows.size,
    uids,
    whole,
    isAny: whole !== undefined || known.size > 0,
    ticks: {
      isAny: whole !== undefined || known.size > 0,
      isTicked,
      onTick: (ids, isOn) => {
        const rows = ids.flatMap((id) => byUid.get(id) ?? []);
        // Of all, one less: from then on it is rows that are ticked, those that are loaded.
        tick(question, isWholeShown && !isOn ? { rows: toRows(loaded), whole: undefined } : undefined, rows, isOn);
      },
      all: isWholeShown || (loaded.length > 0 && ticked === loaded.length) ? true : ticked > 0 ? 'some' : false,
      onTickAll: () => {
        if (isWholeShown || ticked === loaded.length) change(question, nothing);
        else tick(question, undefined, loaded, true);
      },
    },
    takeAll: () => {
      if (!list) return;
      const { snapshot, range, total } = list;
      const fixed = { ...params, from: String(range.from), to: String(range.to) };
      change(question, {
        rows: new Map(),
        whole: { question: fixed, snapshot, findings: total, asOf: range.to },
      });
    },
    clear: () => change(question, nothing),
  };
}

/** Read from the store and not from what is drawn: keys come faster than the page draws. */
function tick(question: string, from: Kept | undefined, rows: readonly QueueRow[], isOn: boolean): void {
  const before = from ?? kept.get(question) ?? nothing;
  const next = new Map(before.rows);
  for (const row of rows) {
    if (isOn) next.set(row.uid, toUids(row));
    else for (const [id, uids] of before.rows) if (toUids(row).some((uid) => uids.includes(uid))) next.delete(id);
  }
  change(question, { rows: next, whole: undefined });
}

const toRows = (rows: readonly QueueRow[]) => new Map(rows.map((row) => [row.uid, toUids(row)]));

/** The findings that a row stands for. */
export const toUids = ({ uid, fold }: QueueRow): string[] => [uid, ...(fold?.members.map((one) => one.uid) ?? [])];

function change(question: string, next: Kept): void {
  if (next.rows.size === 0 && next.whole === undefined) kept.delete(question);
  else kept.set(question, next);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
