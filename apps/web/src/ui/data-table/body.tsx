import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useEffect, useLayoutEffect, useReducer, useRef } from 'react';
import { isContinued, type Layout, separatorPx, toAnchorShift } from './layout.ts';
import { TableRow } from './row.tsx';
import type { DataTableProps } from './types.ts';
import type { PlacedColumn } from './use-columns.ts';

interface BodyProps<Row>
  extends Pick<
    DataTableProps<Row>,
    'rowHref' | 'isDimmed' | 'ticks' | 'selectedId' | 'hasMore' | 'loadingMore' | 'onNeedMore'
  > {
  scroller: RefObject<HTMLDivElement | null>;
  layout: Layout<Row>;
  columns: readonly PlacedColumn<Row>[];
  focusedColumnId: string | undefined;
  headerPx: number;
  idBase: string;
}

/** More rows are asked for when so many are left under the view. */
const askAheadRows = 40;

/** The rows in view. On its own, so that a scroll does not draw the header. */
export function Body<Row>(props: BodyProps<Row>) {
  const { scroller, layout, columns, selectedId, headerPx, idBase } = props;
  const { items } = layout;
  const getItemKey = useCallback((index: number) => layout.items[index]?.key ?? index, [layout]);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (items[index]?.kind === 'separator' ? separatorPx : layout.rowPx),
    // A new function with each layout: the virtualizer reads heights again only when this changes.
    getItemKey,
    scrollMargin: headerPx,
    overscan: 10,
  });
  // The grid's ref is set after its children's effects: the first draw finds nothing to scroll in, so one more follows.
  const [, drawAgain] = useReducer((draws: number) => draws + 1, 0);
  useLayoutEffect(drawAgain, [drawAgain]);
  useAnchor(scroller, layout, selectedId, headerPx);

  const drawn = virtual.getVirtualItems();
  const first = drawn[0]?.index ?? 0;
  const last = drawn.at(-1)?.index ?? -1;
  // Rows keep their place in the DOM and change what they show: half the cost of taking one out and another in. As
  // many places as were ever drawn, so that neighbours never share one.
  const slots = useRef(1);
  slots.current = Math.max(slots.current, drawn.length);
  useActiveDescendant(props, first, last);
  useNeedMore(props, items.length, last);

  return (
    <div role="rowgroup" className="relative min-w-(--wf-min)" style={{ height: layout.heightPx }}>
      {drawn.map(({ index }) => {
        const item = items[index];
        if (!item) return null;
        if (item.kind === 'separator') return <Separator key={item.key} startPx={item.startPx} label={item.label} />;
        const isSelected = item.key === selectedId;
        return (
          <TableRow
            key={index % slots.current}
            row={item.row}
            id={item.key}
            domId={`${idBase}-${index}`}
            rowIndex={item.rowIndex}
            startPx={item.startPx}
            heightPx={layout.rowPx}
            columns={columns}
            href={props.rowHref(item.row)}
            isSelected={isSelected}
            isDimmed={props.isDimmed?.(item.row) ?? false}
            isTicked={props.ticks?.isTicked(item.key)}
            hasTicks={props.ticks?.isAny ?? false}
            focusedColumnId={isSelected ? props.focusedColumnId : undefined}
          />
        );
      })}
    </div>
  );
}

function Separator({ startPx, label }: { startPx: number; label: string }) {
  return (
    <div role="row" className="absolute inset-x-0 border-b border-line" style={{ top: startPx, height: separatorPx }}>
      <div
        role="gridcell"
        className="sticky left-0 flex h-full w-fit items-end px-2 pb-0.5 text-label font-medium text-muted"
      >
        {label}
      </div>
    </div>
  );
}

/** Keeps the eye's place when rows come above it: the position is corrected before the browser paints. */
function useAnchor<Row>(
  scroller: RefObject<HTMLDivElement | null>,
  layout: Layout<Row>,
  selectedId: string | null,
  headerPx: number,
) {
  const before = useRef(layout);
  useLayoutEffect(() => {
    const element = scroller.current;
    const old = before.current;
    before.current = layout;
    if (!element || old === layout || old.items.length === 0) return;
    // The usual case while one scrolls; reading the position would make the browser lay out at once.
    if (isContinued(old, layout)) return;
    const topPx = element.scrollTop;
    const view = { topPx, bottomPx: topPx + element.clientHeight - headerPx };
    const shiftPx = toAnchorShift(old, layout, view, selectedId);
    // Another question's rows: they are read from their start.
    if (shiftPx === undefined) element.scrollTop = 0;
    else if (shiftPx !== 0) element.scrollTop = topPx + shiftPx;
  }, [scroller, layout, selectedId, headerPx]);
}

/**
 * Names the selected row, or its focused cell, as the grid's active element while it is in the DOM. Written to the
 * element: as a prop it would draw the whole table on every scroll.
 */
function useActiveDescendant<Row>(props: BodyProps<Row>, first: number, last: number) {
  const { scroller, layout, selectedId, columns, focusedColumnId, idBase } = props;
  const index = selectedId === null ? undefined : layout.indexById.get(selectedId);
  const cell = columns.findIndex(({ column }) => column.id === focusedColumnId);
  const isDrawn = index !== undefined && index >= first && index <= last;
  const id = isDrawn ? `${idBase}-${index}${cell < 0 ? '' : `-${cell}`}` : undefined;
  useLayoutEffect(() => {
    if (id === undefined) scroller.current?.removeAttribute('aria-activedescendant');
    else scroller.current?.setAttribute('aria-activedescendant', id);
  }, [scroller, id]);
}

function useNeedMore<Row>(
  { hasMore, loadingMore, onNeedMore }: Pick<BodyProps<Row>, 'hasMore' | 'loadingMore' | 'onNeedMore'>,
  count: number,
  last: number,
) {
  // Asking twice for one page would cancel the first call, so each state of the list asks once.
  const asked = useRef(-1);
  useEffect(() => {
    if (loadingMore) {
      asked.current = -1;
      return;
    }
    if (!hasMore || asked.current === count || last < count - 1 - askAheadRows) return;
    asked.current = count;
    onNeedMore();
  }, [hasMore, loadingMore, onNeedMore, count, last]);
}
