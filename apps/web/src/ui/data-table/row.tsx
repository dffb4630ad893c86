import { memo } from 'react';
import { cx } from '../cx.ts';
import { TickCell } from './ticks.tsx';
import type { PlacedColumn } from './use-columns.ts';

export interface TableRowProps<Row> {
  row: Row;
  id: string;
  domId: string;
  /** From 0, over all rows. */
  rowIndex: number;
  startPx: number;
  heightPx: number;
  columns: readonly PlacedColumn<Row>[];
  href: string;
  isSelected: boolean;
  isDimmed: boolean;
  /** undefined: one row at a time. With `hasTicks` those are what is selected. */
  isTicked: boolean | undefined;
  hasTicks: boolean;
  /** Given to the selected row only, so that moving the cell draws one row. */
  focusedColumnId: string | undefined;
}

// Memoised, without handlers or measuring: a scroll draws only the rows that come in. Clicks are read at the grid.
export const TableRow = memo(PlainTableRow) as typeof PlainTableRow;

function PlainTableRow<Row>(props: TableRowProps<Row>) {
  const { row, columns, isSelected, isTicked, focusedColumnId } = props;
  const first = isTicked === undefined ? 1 : 2;
  return (
    <div
      role="row"
      id={props.domId}
      data-row={props.id}
      // The header is row 1.
      aria-rowindex={props.rowIndex + 2}
      aria-selected={props.hasTicks ? isTicked : isSelected}
      {...(props.hasTicks && isSelected ? { 'aria-current': true } : {})}
      className={cx(
        'absolute inset-x-0 grid grid-cols-(--wf-tracks) contain-strict',
        isSelected || isTicked === true ? 'bg-selected' : 'bg-bg hover:bg-surface',
        isSelected &&
          focusedColumnId === undefined &&
          'outline-offset-[-2px] outline-accent group-focus-visible/grid:outline-2',
        props.isDimmed && 'text-muted',
      )}
      style={{ top: props.startPx, height: props.heightPx }}
    >
      {isTicked !== undefined && (
        <TickCell isTicked={isTicked} isCurrent={isSelected} hasRing={isSelected && focusedColumnId === undefined} />
      )}
      {columns.map(({ column, pinnedPx }, index) => (
        <div
          key={column.id}
          role="gridcell"
          id={`${props.domId}-${index}`}
          aria-colindex={index + first}
          data-column={column.id}
          className={cx(
            'flex min-w-0 items-center overflow-hidden px-2',
            // On the first cell and not on the row: a pinned cell would cover it.
            isSelected &&
              index === 0 &&
              first === 1 &&
              'before:absolute before:inset-y-0 before:left-0 before:w-0.5 before:bg-accent',
            column.align === 'end' && 'justify-end text-right',
            column.mono && 'font-mono',
            pinnedPx !== undefined && 'bg-inherit group-data-wide/table:sticky group-data-wide/table:z-[5]',
            column.id === focusedColumnId && 'outline-offset-[-2px] outline-accent group-focus/grid:outline-2',
          )}
          style={pinnedPx === undefined ? undefined : { left: pinnedPx }}
        >
          {column.isLink ? (
            // Not a tab stop: the grid is one, and Enter opens the row.
            <a href={props.href} tabIndex={-1} draggable={false} className="min-w-0 flex-1 truncate text-text">
              {column.cell(row)}
            </a>
          ) : (
            column.cell(row)
          )}
        </div>
      ))}
    </div>
  );
}
