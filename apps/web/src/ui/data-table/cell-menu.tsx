import { Ellipsis } from 'lucide-react';
import { type Ref, type RefObject, useEffect, useImperativeHandle, useState } from 'react';
import { cx } from '../cx.ts';
import { preloadValueMenu, ValueMenuAt } from '../value-menu/value-menu.tsx';
import type { Layout } from './layout.ts';
import type { DataTableProps } from './types.ts';

export interface CellMenuHandle {
  open: (id: string, columnId: string, anchor: Element) => boolean;
}

interface CellMenuProps<Row> {
  ref: Ref<CellMenuHandle>;
  scroller: RefObject<HTMLDivElement | null>;
  layout: Layout<Row>;
  cellMenu: NonNullable<DataTableProps<Row>['cellMenu']>;
}

interface Place {
  id: string;
  columnId: string;
  topPx: number;
  leftPx: number;
}

/** So long the pointer has to rest before a button that came up under it takes a press. */
const restMs = 300;

/**
 * One menu, and one button that goes to the cell under the pointer: a menu of its own in every cell would be some
 * four hundred of them.
 */
export function CellMenu<Row>({ ref, scroller, layout, cellMenu }: CellMenuProps<Row>) {
  const [place, setPlace] = useState<Place>();
  const [isArmed, setIsArmed] = useState(false);
  const [opened, setOpened] = useState<{ id: string; columnId: string; anchor: Element }>();
  const menuOf = (id: string, columnId: string) => {
    const item = layout.items[layout.indexById.get(id) ?? -1];
    return item?.kind === 'row' ? cellMenu(item.row, columnId) : null;
  };

  useImperativeHandle(ref, () => ({
    open: (id, columnId, anchor) => {
      if (!menuOf(id, columnId)) return false;
      setOpened({ id, columnId, anchor });
      return true;
    },
  }));

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    // A press on a cell's right end means the cell: a button that came up under the pointer would swallow it.
    let timer: ReturnType<typeof setTimeout> | undefined;
    let buttonFromPx = Number.POSITIVE_INFINITY;
    const arm = () => {
      clearTimeout(timer);
      setIsArmed(true);
    };
    const rest = () => {
      clearTimeout(timer);
      timer = setTimeout(arm, restMs);
    };
    const over = (event: PointerEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      if (event.pointerType === 'touch' || !target || target.closest('[data-cell-menu]')) return;
      preloadValueMenu();
      const next = toPlace(target, element);
      buttonFromPx = target.closest('[data-column]')?.getBoundingClientRect().right ?? Number.POSITIVE_INFINITY;
      buttonFromPx -= fromRightPx;
      clearTimeout(timer);
      setPlace(next);
      setIsArmed(event.clientX < buttonFromPx);
    };
    const move = (event: PointerEvent) => {
      if (event.buttons !== 0 || (event.target instanceof Element && event.target.closest('[data-cell-menu]'))) return;
      if (event.clientX < buttonFromPx) arm();
      else rest();
    };
    const press = () => clearTimeout(timer);
    const leave = () => {
      clearTimeout(timer);
      setPlace(undefined);
    };
    element.addEventListener('pointerover', over);
    element.addEventListener('pointermove', move);
    element.addEventListener('pointerdown', press);
    element.addEventListener('pointerleave', leave);
    return () => {
      clearTimeout(timer);
      element.removeEventListener('pointerover', over);
      element.removeEventListener('pointermove', move);
      element.removeEventListener('pointerdown', press);
      element.removeEventListener('pointerleave', leave);
    };
  }, [scroller]);

  const menu = opened && menuOf(opened.id, opened.columnId);
  const showsButton = place && (opened || menuOf(place.id, place.columnId));
  return (
    <>
      {showsButton && (
        <button
          type="button"
          data-cell-menu
          tabIndex={-1}
          // For the pointer alone: by key the menu opens on the cell.
          aria-hidden
          className={cx(
            'absolute z-10 flex size-5 cursor-default items-center justify-center rounded-control border border-line bg-bg text-muted hover:text-text',
            !isArmed && 'pointer-events-none',
          )}
          style={{ top: place.topPx, left: place.leftPx }}
          onMouseDown={(event) => event.preventDefault()}
          onClick={(event) => {
            event.stopPropagation();
            setOpened({ id: place.id, columnId: place.columnId, anchor: event.currentTarget });
          }}
        >
          <Ellipsis size={14} strokeWidth={1.75} aria-hidden />
        </button>
      )}
      {opened && menu && (
        <ValueMenuAt
          value={menu.value}
          items={menu.items}
          anchor={opened.anchor}
          onClose={() => {
            setOpened(undefined);
            scroller.current?.focus({ preventScroll: true });
          }}
        />
      )}
    </>
  );
}

const fromRightPx = 22;

/** Where the button goes, in the scrolled content's coordinates: it then moves with its row. */
function toPlace(target: Element, scroller: HTMLElement): Place | undefined {
  const cell = target.closest<HTMLElement>('[data-column]');
  const row = cell?.closest<HTMLElement>('[data-row]');
  if (!cell || !row) return undefined;
  const box = cell.getBoundingClientRect();
  const view = scroller.getBoundingClientRect();
  return {
    id: row.dataset.row ?? '',
    columnId: cell.dataset.column ?? '',
    topPx: box.top - view.top + scroller.scrollTop + (box.height - 20) / 2,
    leftPx: box.right - view.left + scroller.scrollLeft - fromRightPx,
  };
}
