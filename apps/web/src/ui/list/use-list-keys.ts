import type { ExploreQuery, Resource, SourceRecord } from '@watchfloor/contract';
import type { RefObject } from 'react';
import { useKeys } from '../../lib/keymap.ts';
import { toCellEntity, toCellFilter, toCellText } from '../../lib/list/cell-value.ts';
import type { FilterMode } from '../../lib/list/filter-edits.ts';
import type { DataTableHandle } from '../data-table/types.ts';
import { shiftRange, toRangeText, zoomOutRange } from '../time-range/shift.ts';
import { useToast } from '../toast/toast.tsx';
import type { CellActions } from './value-actions.ts';

export interface ListKeysOptions {
  table: RefObject<DataTableHandle | null>;
  resource: Resource;
  selected: SourceRecord | undefined;
  query: ExploreQuery;
  onQuery: (query: ExploreQuery) => void;
  range: { from: number; to: number };
  actions: CellActions;
  onOpenPage: () => void;
  onClose: () => void;
  onRefresh: () => void;
}

/** The keys of a list. */
export function useListKeys(options: ListKeysOptions): void {
  const { table, resource, selected, query, range, actions } = options;
  const toast = useToast();
  const move = (rows: number) => {
    table.current?.moveBy(rows);
    table.current?.focus();
  };
  const focused = () => {
    const name = table.current?.focusedColumnId();
    return resource.columns.find((one) => (name === undefined ? one.kind === 'title' : one.name === name));
  };
  const filter = (mode: FilterMode) => {
    const column = focused();
    const asked = selected && column && toCellFilter(selected, column, resource);
    if (asked) actions.onFilter(asked, mode);
    else toast({ text: 'This cell has no filter. Select a row, then move to a cell with ← and →.' });
  };
  const copy = (raw: boolean) => {
    const column = focused();
    const text = selected && column && toCellText(selected, column);
    if (selected === undefined || text === undefined || column === undefined)
      toast({ text: 'Nothing to copy. Select a row first.' });
    else actions.onCopy(text, toCellEntity(selected, column, text), raw);
  };
  const toRange = (next: { from: string; to: string }) => options.onQuery({ ...query, ...next });

  useKeys([
    { keys: 'j', label: 'Next row', group: 'Move', run: () => move(1) },
    { keys: 'k', label: 'Previous row', group: 'Move', run: () => move(-1) },
    { keys: 'Enter', label: 'Open the full page', group: 'Read', run: options.onOpenPage },
    { keys: 'Esc', label: 'Close the pane', group: 'Read', run: options.onClose },
    { keys: 'f', label: 'Only the value of the focused cell', group: 'Filter', run: () => filter('include') },
    { keys: 'Shift+F', label: 'Exclude the value of the focused cell', group: 'Filter', run: () => filter('exclude') },
    { keys: 'y', label: 'Copy the focused cell, defanged', group: 'Copy', run: () => copy(false) },
    { keys: 'Shift+Y', label: 'Copy the focused cell, raw', group: 'Copy', run: () => copy(true) },
    { keys: 'r', label: 'Load newer rows', group: 'Read', run: options.onRefresh },
    { keys: 't z', label: 'Zoom out', group: 'Time', run: () => toRange(zoomOutRange(range, Date.now())) },
    {
      keys: 't ←',
      label: 'Earlier by one width',
      group: 'Time',
      run: () => toRange(shiftRange(range, -1, Date.now())),
    },
    { keys: 't →', label: 'Later by one width', group: 'Time', run: () => toRange(shiftRange(range, 1, Date.now())) },
    { keys: 't a', label: 'Make the range absolute', group: 'Time', run: () => toRange(toRangeText(range)) },
  ]);
}
