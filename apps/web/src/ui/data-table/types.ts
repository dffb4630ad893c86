import type { ReactNode, Ref } from 'react';
import type { ValueMenuItem } from '../value-menu/value-menu.tsx';
import type { RowTicks } from './ticks.tsx';

export type Density = 'compact' | 'normal' | 'roomy';

export const rowHeightsPx: Record<Density, number> = { compact: 24, normal: 28, roomy: 36 };

export interface DataColumn<Row> {
  id: string;
  label: string;
  widthPx: number;
  /** Numbers right, text left. */
  align?: 'start' | 'end' | undefined;
  /** Takes the room that is left; `widthPx` is then its least. One column at most. */
  flex?: boolean | undefined;
  /** Holds the row's link. One column, usually the title. */
  isLink?: boolean | undefined;
  /** Set in JetBrains Mono. */
  mono?: boolean | undefined;
  /** Said on the header, as title. */
  hint?: string | undefined;
  cell: (row: Row) => ReactNode;
}

/** How the user arranged the columns; kept with a view. Ids that no column has are ignored. */
export interface ColumnState {
  /** Columns that are missing here follow in their declared order. */
  order: string[];
  sizes: Record<string, number>;
  hidden: string[];
  /** Stay at the left edge while the rest scrolls. */
  pinned?: string[] | undefined;
}

export const emptyColumnState: ColumnState = { order: [], sizes: {}, hidden: [] };

export interface DataTableHandle {
  /** Brings a row into view; false where it is not loaded. */
  scrollToId: (id: string, align?: 'auto' | 'start' | 'center' | 'end') => boolean;
  focus: () => void;
  scrollBy: (px: number) => void;
  /** Selects the row so many places further; for `j` and `k`. Answers the new id. */
  moveBy: (rows: number) => string | undefined;
  /** The row where the last step ended, which the page may not have drawn yet: what a key acts on. */
  currentId: () => string | null;
  /** The column of the focused cell; for `f` and `Shift+F`. */
  focusedColumnId: () => string | undefined;
  /** Opens the menu of the focused cell, or of the given one. */
  openCellMenu: (id: string, columnId: string) => void;
  /** Ticks the current row, or takes its tick away; for `x`. */
  tick: () => void;
  /** Ticks the current row and the one so many places further, and goes there; for `Shift+j` and `Shift+k`. */
  extendBy: (rows: 1 | -1) => void;
}

export interface DataTableProps<Row> {
  ref?: Ref<DataTableHandle> | undefined;
  /** What the list holds, for those who cannot see it: "USM Anywhere alarms". */
  label: string;
  /** In the order shown. Keep the objects' identity over appends: a row that is the same object is not drawn again. */
  rows: readonly Row[];
  rowId: (row: Row) => string;
  /** Keep the array and its functions stable (module scope or useMemo); cells are drawn again when it changes. */
  columns: readonly DataColumn<Row>[];
  columnState: ColumnState;
  onColumnStateChange: (state: ColumnState) => void;
  density?: Density | undefined;
  selectedId: string | null;
  onSelect: (id: string, how: { via: 'pointer' | 'keyboard' | 'handle' }) => void;
  /** Enter, or a double click, on the selected row. */
  onOpen?: ((id: string) => void) | undefined;
  /** Rows lead elsewhere: a press or → opens one as Enter does. */
  opensAtOnce?: boolean | undefined;
  /** Where the row's own page is: Ctrl+click opens it in a tab. */
  rowHref: (row: Row) => string;
  /** Several rows are selected at once, in a first column; absent: one at a time. */
  ticks?: RowTicks | undefined;
  /** Rows that no longer match stay, dimmed. */
  isDimmed?: ((row: Row) => boolean) | undefined;
  /** All rows that match; -1 where nobody knows. */
  rowCount: number;
  hasMore: boolean;
  loadingMore: boolean;
  /** Set `hasMore` false while the last try failed and offer Retry in the footer: it would be asked again at once. */
  onNeedMore: () => void;
  /** The group of a row, such as its day; a line with this text stands where it changes. Keep stable. */
  daySeparator?: ((row: Row) => string | null) | undefined;
  onFocusedColumnChange?: ((columnId: string | undefined) => void) | undefined;
  /** The actions for a cell's value; null for none. Opened by hover button, context button, Shift+F10. */
  cellMenu?: ((row: Row, columnId: string) => { value: string; items: ValueMenuItem[][] } | null) | undefined;
  /** Over the head of the list, moving nothing and covering no row: "12 new · 1 critical". At most 24 px high. */
  newAboveSlot?: ReactNode;
  /** Under the last row: how far was looked, Retry. */
  footer?: ReactNode;
  /** Stands in the list's place when there are no rows and nothing is loading. */
  emptySlot?: ReactNode;
  /** The first read is under way: rows of final size appear after 200 ms. */
  isLoading?: boolean | undefined;
}
