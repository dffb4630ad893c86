import type { Params, QueueRow } from '@watchfloor/contract';
import { type RefObject, useMemo, useSyncExternalStore } from 'react';
import { useKeys } from '../../lib/keymap.ts';
import type { RowTicks } from '../../ui/data-table/ticks.tsx';
import type { DataTableHandle } from '../../ui/data-table/types.ts';
import type { LoadedQueue } from './queue-rows.ts';
import {
  clearSelection,
  isAnySelected,
  onSelection,
  putSelection,
  readSelection,
  type Selected,
  toSelectedUids,
  toUids,
  withTicks,
} from './selection.ts';

/** @param list names it: what is selected in one is not in another */
export function useSelected(list: string): Selected {
  return useSyncExternalStore(onSelection, () => readSelection(list));
}

export interface Selection {
  selected: Selected;
  /** Of rows that were ticked one by one, each finding once. */
  findings: number;
  ticks: RowTicks;
  /** All that the filter finds. */
  takeAll: () => void;
  clear: () => void;
}

/** @param params the question of the list */
export function useSelection(name: string, list: LoadedQueue | undefined, params: Params): Selection {
  const selected = useSelected(name);
  return useMemo(() => toSelection(name, selected, list, params), [name, selected, list, params]);
}

/** `x`, `Shift+j` and `Shift+k`; `Esc` where something is selected. */
export function useSelectionKeys(table: RefObject<DataTableHandle | null>, selection: Selection | undefined): void {
  const extend = (by: 1 | -1) => () => {
    table.current?.extendBy(by);
    table.current?.focus();
  };
  const tick = () => {
    if (table.current?.currentId() === null) table.current.moveBy(1);
    table.current?.tick();
  };
  useKeys(
    selection
      ? [
          { keys: 'x', label: 'Select the row, or not', group: 'Decide', run: tick },
          { keys: 'Shift+J', label: 'Select on, downwards', group: 'Decide', run: extend(1) },
          { keys: 'Shift+K', label: 'Select on, upwards', group: 'Decide', run: extend(-1) },
        ]
      : [],
  );
  // Bound last, so that the pane closes with the next one.
  useKeys(
    selection && isAnySelected(selection.selected)
      ? [{ keys: 'Esc', label: 'Clear the selection', group: 'Read', run: selection.clear }]
      : [],
  );
}

function toSelection(name: string, selected: Selected, list: LoadedQueue | undefined, params: Params): Selection {
  const { whole } = selected;
  const uids = new Set(toSelectedUids(selected));
  const loaded = list?.rows ?? [];
  const byUid = new Map(loaded.map((row) => [row.uid, row]));
  // Of a list that was read later nobody knows which rows were meant: the words beside it say so.
  const isWholeShown = whole !== undefined && whole.snapshot === list?.snapshot;
  const isRowTicked = (row: QueueRow) => isWholeShown || (uids.size > 0 && toUids(row).some((uid) => uids.has(uid)));
  const ticked = loaded.filter(isRowTicked).length;
  const isAll = loaded.length > 0 && ticked === loaded.length;
  const put = (rows: readonly QueueRow[], isOn: boolean) => {
    const now = readSelection(name);
    // Of all, one less: from then on it is rows that are ticked, those that are loaded.
    const before = now.whole && !isOn ? withTicks(now, loaded, true) : now;
    putSelection(name, withTicks(before, rows, isOn));
  };
  return {
    selected,
    findings: uids.size,
    ticks: {
      isAny: isAnySelected(selected),
      isTicked: (id) => {
        const row = byUid.get(id);
        return row !== undefined && isRowTicked(row);
      },
      onTick: (ids, isOn) =>
        put(
          ids.flatMap((id) => byUid.get(id) ?? []),
          isOn,
        ),
      all: isAll ? true : ticked > 0 ? 'some' : false,
      onTickAll: () => (isAll ? clearSelection(name) : put(loaded, true)),
    },
    takeAll: () => {
      if (!list) return;
      const { snapshot, range, total } = list;
      const question = { ...params, from: String(range.from), to: String(range.to) };
      putSelection(name, {
        rows: new Map(),
        whole: { question, snapshot, findings: total, asOf: range.to },
      });
    },
    clear: () => clearSelection(name),
  };
}
