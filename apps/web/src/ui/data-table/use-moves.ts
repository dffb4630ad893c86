import {
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { type Layout, toRevealPx } from './layout.ts';
import type { DataTableProps } from './types.ts';
import type { PlacedColumn } from './use-columns.ts';
import { useTicking } from './use-ticking.ts';

interface Surroundings<Row> {
  scroller: RefObject<HTMLDivElement | null>;
  layout: Layout<Row>;
  columns: readonly PlacedColumn<Row>[];
  headerPx: number;
  openCellMenu: (id: string, columnId: string) => void;
}

type Via = 'pointer' | 'keyboard' | 'handle';

/** Selection, focused cell and scrolling by key, pointer and handle. */
export function useMoves<Row>(props: DataTableProps<Row>, around: Surroundings<Row>) {
  const { selectedId, onSelect, onOpen, opensAtOnce, rowId, rows, onFocusedColumnChange } = props;
  const { scroller, layout, columns, headerPx, openCellMenu } = around;
  const ticking = useTicking(layout, props.ticks);
  const [focusedColumnId, setFocusedColumnId] = useState<string>();
  // Keys repeat faster than a page can draw: each step starts where the last one ended, not where the props are.
  const currentId = useRef(selectedId);
  // Steps that were told and that the page has not drawn yet, in their order.
  const told = useRef<string[]>([]);
  useLayoutEffect(() => {
    const at = selectedId === null ? -1 : told.current.indexOf(selectedId);
    // Only one of the steps on the way: the last one is still to come.
    if (at >= 0 && at < told.current.length - 1) {
      told.current = told.current.slice(at + 1);
      return;
    }
    told.current = [];
    currentId.current = selectedId;
  }, [selectedId]);

  function scrollToId(id: string, align: 'auto' | 'start' | 'center' | 'end' = 'auto'): boolean {
    const element = scroller.current;
    const item = layout.items[layout.indexById.get(id) ?? -1];
    if (!element || !item) return false;
    const view = { topPx: element.scrollTop, bottomPx: element.scrollTop + element.clientHeight - headerPx };
    // The first row takes its day with it.
    const startPx = item.kind === 'row' && item.rowIndex === 0 ? 0 : item.startPx;
    const toPx = toRevealPx(startPx, layout.rowPx, view, align);
    if (toPx !== undefined) element.scrollTop = toPx;
    return true;
  }

  function select(id: string, via: Via) {
    currentId.current = id;
    scrollToId(id);
    if (id === (told.current.at(-1) ?? selectedId)) return;
    told.current.push(id);
    onSelect(id, { via });
  }

  function moveTo(rowIndex: number, via: Via): string | undefined {
    const row = rows[Math.min(Math.max(rowIndex, 0), rows.length - 1)];
    if (row === undefined) return undefined;
    const id = rowId(row);
    select(id, via);
    return id;
  }

  function moveBy(by: number, via: Via): string | undefined {
    const item = currentId.current === null ? undefined : layout.items[layout.indexById.get(currentId.current) ?? -1];
    if (item?.kind === 'row') return moveTo(item.rowIndex + by, via);
    // Nothing is selected yet: the first step takes the first row in view.
    const topPx = scroller.current?.scrollTop ?? 0;
    const first = layout.items.find((candidate) => candidate.kind === 'row' && candidate.startPx >= topPx);
    return first?.kind === 'row' ? moveTo(first.rowIndex, via) : undefined;
  }

  function extendBy(by: 1 | -1, via: Via) {
    const from = currentId.current;
    const to = moveBy(by, via);
    if (to === undefined) return;
    // At an end of the list, or where nothing was selected yet, there is one row.
    if (from === null || !layout.indexById.has(from)) ticking.extend(to, to);
    else ticking.extend(from, to);
  }

  function focusColumn(by: -1 | 1) {
    const at = columns.findIndex(({ column }) => column.id === focusedColumnId);
    // Left of the first cell is the row as a whole.
    const next = at < 0 && by === -1 ? undefined : columns[Math.min(at + by, columns.length - 1)]?.column.id;
    setFocusedColumnId(next);
    onFocusedColumnChange?.(next);
  }

  function openCurrent() {
    if (currentId.current !== null) onOpen?.(currentId.current);
  }

  const menuColumnId = () => focusedColumnId ?? columns.find(({ column }) => column.isLink)?.column.id;

  function onKeyDown(event: KeyboardEvent) {
    // Buttons in the header keep their own keys; chords belong to the page and the browser.
    if (event.target !== scroller.current || event.ctrlKey || event.metaKey || event.altKey) return;
    const pageRows = Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - headerPx) / layout.rowPx) - 1);
    const steps: Record<string, () => void> = {
      ArrowDown: () => moveBy(1, 'keyboard'),
      ArrowUp: () => moveBy(-1, 'keyboard'),
      PageDown: () => moveBy(pageRows, 'keyboard'),
      PageUp: () => moveBy(-pageRows, 'keyboard'),
      Home: () => moveTo(0, 'keyboard'),
      End: () => moveTo(rows.length - 1, 'keyboard'),
      ArrowRight: () => (opensAtOnce ? openCurrent() : focusColumn(1)),
      ArrowLeft: () => focusColumn(-1),
      Enter: openCurrent,
    };
    const extend: Record<string, () => void> = {
      ArrowDown: () => extendBy(1, 'keyboard'),
      ArrowUp: () => extendBy(-1, 'keyboard'),
    };
    const step = event.shiftKey ? props.ticks && extend[event.key] : steps[event.key];
    if (!step) return;
    event.preventDefault();
    step();
  }

  function onClick(event: MouseEvent) {
    const ticked = event.target instanceof Element ? event.target.closest('[data-tick]') : null;
    const id = ticked?.closest<HTMLElement>('[data-row]')?.dataset.row;
    if (id !== undefined) {
      if (event.shiftKey) ticking.rangeTo(id);
      else ticking.toggle(id);
      return;
    }
    const place = toCell(event.target);
    if (!place || event.button !== 0) return;
    // With a key held, or on the link by the middle button, the browser opens its tab.
    if (place.isLink && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
    if (place.isLink) event.preventDefault();
    if (opensAtOnce) onOpen?.(place.id);
    else select(place.id, 'pointer');
  }

  function onDoubleClick(event: MouseEvent) {
    const place = toCell(event.target);
    if (place && !opensAtOnce) onOpen?.(place.id);
  }

  function onContextMenu(event: MouseEvent) {
    if (!props.cellMenu) return;
    const place = toCell(event.target);
    // By key the event comes from the grid itself and means the focused cell.
    const id = place?.id ?? currentId.current;
    const columnId = place?.columnId ?? menuColumnId();
    if (id === null || columnId === undefined) return;
    event.preventDefault();
    openCellMenu(id, columnId);
  }

  useImperativeHandle(props.ref, () => ({
    scrollToId,
    focus: () => scroller.current?.focus({ preventScroll: true }),
    scrollBy: (px) => scroller.current?.scrollBy({ top: px }),
    moveBy: (by) => moveBy(by, 'handle'),
    currentId: () => currentId.current,
    focusedColumnId: () => focusedColumnId,
    openCellMenu,
    tick: () => {
      if (currentId.current !== null) ticking.toggle(currentId.current);
    },
    extendBy: (by) => extendBy(by, 'handle'),
  }));

  // A selection from elsewhere, such as an opened link or Back, is brought into view once its row is there.
  const revealed = useRef<string | null>(null);
  useEffect(() => {
    if (selectedId === null || revealed.current === selectedId || !layout.indexById.has(selectedId)) return;
    scrollToId(selectedId, revealed.current === null ? 'center' : 'auto');
    revealed.current = selectedId;
  });

  return { focusedColumnId, onKeyDown, onClick, onDoubleClick, onContextMenu };
}

function toCell(target: EventTarget): { id: string; columnId: string; isLink: boolean } | undefined {
  if (!(target instanceof Element)) return undefined;
  const cell = target.closest<HTMLElement>('[data-column]');
  const row = cell?.closest<HTMLElement>('[data-row]');
  if (!cell || !row) return undefined;
  return {
    id: row.dataset.row ?? '',
    columnId: cell.dataset.column ?? '',
    isLink: target.closest('a') !== null,
  };
}
