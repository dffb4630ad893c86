import type { Column, Resource, SourceRecord } from '@watchfloor/contract';
import { Clock, Copy, Filter as FilterIcon, FilterX } from 'lucide-react';
import { defang } from '../../lib/defang.ts';
import { type CellFilter, toCellEntity, toCellFilter, toCellText, toCellTime } from '../../lib/list/cell-value.ts';
import type { FilterMode } from '../../lib/list/filter-edits.ts';
import type { ValueMenuItem } from '../value-menu/value-menu.tsx';

export interface CellActions {
  onFilter: (filter: CellFilter, mode: FilterMode) => void;
  onCopy: (value: string, entity: ReturnType<typeof toCellEntity>, raw: boolean) => void;
  onRange: (range: { from?: number; to?: number }) => void;
}

/**
 * What can be done with one cell. Every cell with a value can be copied.
 * @param saysWhere whether a filter that is applied here says so
 */
export function toCellMenu(
  row: SourceRecord,
  column: Column,
  resource: Resource,
  actions: CellActions,
  saysWhere = true,
): { value: string; items: ValueMenuItem[][] } | null {
  const text = toCellText(row, column);
  if (text === undefined) return null;
  const asked = toCellFilter(row, column, resource);
  const entity = toCellEntity(row, column, text);
  const harmless = defang(text, entity);
  const filters: ValueMenuItem[] = [];
  if (asked) {
    const detail = saysWhere && asked.filter.appliedBy === 'watchfloor' ? 'filtered here' : undefined;
    const run = (mode: FilterMode) => () => actions.onFilter(asked, mode);
    filters.push(
      {
        id: 'include',
        label: `Only this ${asked.filter.label.toLowerCase()}`,
        icon: FilterIcon,
        detail,
        hotkey: 'f',
        onAction: run('include'),
      },
      { id: 'exclude', label: 'Exclude', icon: FilterX, detail, hotkey: 'Shift+F', onAction: run('exclude') },
    );
  }
  const at = column.kind === 'time' ? toCellTime(row, column) : null;
  if (at !== null) {
    filters.push(
      { id: 'since', label: 'From this time on', icon: Clock, onAction: () => actions.onRange({ from: at }) },
      { id: 'until', label: 'Up to this time', icon: Clock, onAction: () => actions.onRange({ to: at }) },
    );
  }
  const copy = (raw: boolean) => () => actions.onCopy(text, entity, raw);
  const copies: ValueMenuItem[] =
    harmless === text
      ? [{ id: 'copy', label: 'Copy', icon: Copy, hotkey: 'y', onAction: copy(true) }]
      : [
          { id: 'copy', label: 'Copy', icon: Copy, detail: harmless, hotkey: 'y', onAction: copy(false) },
          { id: 'copy-raw', label: 'Copy raw', icon: Copy, hotkey: 'Shift+Y', onAction: copy(true) },
        ];
  return { value: text, items: [filters, copies] };
}
