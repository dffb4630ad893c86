import {
  type ColumnDef,
  columnOrderingFeature,
  columnPinningFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useMemo } from 'react';
import type { ColumnState, DataColumn } from './types.ts';

const features = tableFeatures({
  columnOrderingFeature,
  columnPinningFeature,
  columnSizingFeature,
  columnVisibilityFeature,
});

/** A column where it stands now. */
export interface PlacedColumn<Row> {
  column: DataColumn<Row>;
  sizePx: number;
  /** Distance from the left edge for pinned columns. */
  pinnedPx: number | undefined;
}

export const columnPx = { min: 48, max: 900 } as const;

// The model is asked about columns only. Rows never enter it: at 50,000 of them its row objects would cost more than
// the list, and nothing is sorted, filtered or grouped in the browser.
const noRows: object[] = [];

/** The columns that are shown, in the user's order and widths, pinned ones first. */
export function useColumns<Row>(
  columns: readonly DataColumn<Row>[],
  state: ColumnState,
  /** Room before the first of them. */
  fromPx = 0,
): PlacedColumn<Row>[] {
  const definitions = useMemo(
    (): ColumnDef<typeof features, object>[] =>
      columns.map((column) => ({
        id: column.id,
        header: column.label,
        size: column.widthPx,
        minSize: columnPx.min,
        maxSize: columnPx.max,
      })),
    [columns],
  );
  const tableState = useMemo(
    () => ({
      columnOrder: state.order,
      columnSizing: state.sizes,
      columnVisibility: Object.fromEntries(state.hidden.map((id) => [id, false])),
      columnPinning: { start: state.pinned ?? [], end: [] },
    }),
    [state],
  );
  const table = useTable({ features, columns: definitions, data: noRows, state: tableState });

  return useMemo(() => {
    const byId = new Map(columns.map((column) => [column.id, column]));
    // The table is one object for life: naming what its answer depends on keeps this list, and so every row, stable.
    void tableState;
    return [...table.getStartVisibleLeafColumns(), ...table.getCenterVisibleLeafColumns()].flatMap((placed) => {
      const column = byId.get(placed.id);
      if (!column) return [];
      const pinnedPx = placed.getIsPinned() === 'start' ? fromPx + placed.getStart('start') : undefined;
      return [{ column, sizePx: placed.getSize(), pinnedPx }];
    });
  }, [table, columns, tableState, fromPx]);
}

/** The widths as `grid-template-columns`, and the least width of a row in px. */
export function toTracks<Row>(placed: readonly PlacedColumn<Row>[]): { tracks: string; minPx: number } {
  const tracks = placed.map(({ column, sizePx, pinnedPx }) =>
    column.flex && pinnedPx === undefined ? `minmax(${sizePx}px, 1fr)` : `${sizePx}px`,
  );
  return { tracks: tracks.join(' '), minPx: placed.reduce((sum, { sizePx }) => sum + sizePx, 0) };
}
