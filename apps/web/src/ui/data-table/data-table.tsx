import { type MouseEvent, useCallback, useId, useLayoutEffect, useMemo, useRef } from 'react';
import { Body } from './body.tsx';
import { CellMenu, type CellMenuHandle } from './cell-menu.tsx';
import { TableHeader } from './header.tsx';
import { toLayout } from './layout.ts';
import { TableSkeleton } from './table-skeleton.tsx';
import { tickPx } from './ticks.tsx';
import { type DataTableProps, rowHeightsPx } from './types.ts';
import { toTracks, useColumns } from './use-columns.ts';
import { useHeld } from './use-held.ts';
import { useMoves } from './use-moves.ts';
import { useWide } from './use-wide.ts';

const headerPx = 28;

/**
 * An endless list as a grid. The grid is one tab stop and keeps the focus while the selection moves; only rows near
 * the view are in the DOM; nothing moves under the hand when rows come in.
 */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { rows, rowId, daySeparator, density = 'normal', selectedId, columnState, onColumnStateChange } = props;
  const idBase = useId();
  const root = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const cellMenu = useRef<CellMenuHandle>(null);
  const firstPx = props.ticks ? tickPx : 0;
  const columns = useColumns(props.columns, columnState, firstPx);
  const { tracks, minPx } = toTracks(columns);
  const groupOf = useKept(daySeparator);
  const layout = useMemo(() => toLayout(rows, rowId, groupOf, rowHeightsPx[density]), [rows, rowId, groupOf, density]);
  const openCellMenu = (id: string, columnId: string) => {
    const row = scroller.current?.querySelector(`[data-row="${CSS.escape(id)}"]`);
    const cell = row?.querySelector(`[data-column="${CSS.escape(columnId)}"]`);
    if (cell) cellMenu.current?.open(id, columnId, cell);
  };
  const moves = useMoves(props, { scroller, layout, columns, headerPx, openCellMenu });

  // Rows read the tracks from here: a new width draws none of them.
  const setMinPx = useWide(root, scroller);
  const setTracks = useCallback(
    (template: string, px: number) => {
      const style = root.current?.style;
      style?.setProperty('--wf-tracks', firstPx > 0 ? `${firstPx}px ${template}` : template);
      style?.setProperty('--wf-min', `${firstPx + px}px`);
      setMinPx(firstPx + px);
    },
    [firstPx, setMinPx],
  );
  useLayoutEffect(() => setTracks(tracks, minPx), [setTracks, tracks, minPx]);

  const isEmpty = rows.length === 0;
  const isWaiting = isEmpty && props.isLoading === true;
  const { shown, isHeld, wasHeld } = useHeld(
    <Body
      scroller={scroller}
      layout={layout}
      columns={columns}
      selectedId={selectedId}
      focusedColumnId={moves.focusedColumnId}
      headerPx={headerPx}
      idBase={idBase}
      rowHref={props.rowHref}
      isDimmed={props.isDimmed}
      ticks={props.ticks}
      hasMore={props.hasMore && !isEmpty}
      loadingMore={props.loadingMore}
      onNeedMore={props.onNeedMore}
    />,
    isWaiting,
  );

  return (
    <div ref={root} className="group/table relative flex min-h-0 min-w-0 flex-1 flex-col">
      <div
        ref={scroller}
        role="grid"
        aria-label={props.label}
        aria-rowcount={props.rowCount < 0 ? -1 : props.rowCount + 1}
        aria-colcount={columns.length + (props.ticks ? 1 : 0)}
        {...(props.ticks ? { 'aria-multiselectable': true } : {})}
        aria-busy={props.isLoading === true || props.loadingMore}
        tabIndex={0}
        onKeyDown={moves.onKeyDown}
        // What is still shown of the question before cannot be chosen. As `inert`, every row of it would be styled anew.
        onClickCapture={isHeld ? refuse : undefined}
        onContextMenuCapture={isHeld ? refuse : undefined}
        onMouseDown={(event) => holdFocus(event, scroller.current)}
        onClick={moves.onClick}
        onDoubleClick={moves.onDoubleClick}
        onContextMenu={moves.onContextMenu}
        // The selected row carries the ring; the grid only where that row is out of view.
        className="group/grid focus-inset relative min-h-0 flex-1 overflow-auto [overflow-anchor:none] [&[aria-activedescendant]]:outline-none"
      >
        <TableHeader
          all={props.columns}
          columns={columns}
          state={columnState}
          onChange={onColumnStateChange}
          onTracks={setTracks}
          ticks={props.ticks}
        />
        {isWaiting && !isHeld && (
          <TableSkeleton
            columns={columns}
            rowPx={layout.rowPx}
            hasTicks={props.ticks !== undefined}
            isAtOnce={wasHeld}
          />
        )}
        {isEmpty && props.isLoading !== true && props.emptySlot !== undefined && (
          // A row of its own: a grid may hold buttons in cells only.
          <div role="row" className="sticky left-0">
            <div role="gridcell">{props.emptySlot}</div>
          </div>
        )}
        {shown}
        {props.footer !== undefined && (
          <div role="row" className="sticky left-0 w-fit max-w-full">
            <div role="gridcell">{props.footer}</div>
          </div>
        )}
        {props.cellMenu && <CellMenu ref={cellMenu} scroller={scroller} layout={layout} cellMenu={props.cellMenu} />}
      </div>
      {props.newAboveSlot !== undefined && (
        <div className="pointer-events-none absolute inset-x-0 top-0.5 z-30 flex justify-center *:pointer-events-auto">
          {props.newAboveSlot}
        </div>
      )}
    </div>
  );
}

function refuse(event: MouseEvent) {
  if (!(event.target instanceof Element) || !event.target.closest('[data-row]')) return;
  event.preventDefault();
  event.stopPropagation();
}

/** A press on a link would take the focus from the grid, and the next key would go nowhere. */
function holdFocus(event: MouseEvent, grid: HTMLElement | null) {
  if (event.button !== 0 || !(event.target instanceof Element)) return;
  // With Shift held, the browser would mark the text between.
  const isTick = event.target.closest('[data-tick]') !== null;
  if (!isTick && !event.target.closest('a')) return;
  if (!isTick && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
  event.preventDefault();
  grid?.focus({ preventScroll: true });
}

/** Rows keep their identity over appends, so each one's group is worked out once: formatting days is slow. */
function useKept<Row extends object>(groupOf: ((row: Row) => string | null) | undefined) {
  return useMemo(() => {
    if (!groupOf) return undefined;
    const kept = new WeakMap<Row, string | null>();
    return (row: Row) => {
      let group = kept.get(row);
      if (group === undefined) {
        group = groupOf(row);
        kept.set(row, group);
      }
      return group;
    };
  }, [groupOf]);
}
