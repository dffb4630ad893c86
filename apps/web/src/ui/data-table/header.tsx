import {
  ArrowLeft,
  ArrowRight,
  ChevronDown,
  EyeOff,
  FoldHorizontal,
  Pin,
  PinOff,
  UnfoldHorizontal,
} from 'lucide-react';
import { type KeyboardEvent, memo, type PointerEvent, useRef, useState } from 'react';
import { cx } from '../cx.ts';
import { ValueMenuAt, type ValueMenuItem } from '../value-menu/value-menu.tsx';
import { dragColumn, dragEdge } from './column-drag.ts';
import { moveColumn, setColumnPinned, setColumnShown, stepColumn } from './column-state.ts';
import { type RowTicks, TickHead } from './ticks.tsx';
import type { ColumnState, DataColumn } from './types.ts';
import { columnPx, type PlacedColumn } from './use-columns.ts';

interface HeaderProps<Row> {
  all: readonly DataColumn<Row>[];
  columns: readonly PlacedColumn<Row>[];
  state: ColumnState;
  onChange: (state: ColumnState) => void;
  /** Writes the tracks while a column is dragged, without drawing anything. */
  onTracks: (tracks: string, minPx: number) => void;
  ticks: RowTicks | undefined;
}

/** The column heads: one tab stop, arrows between them, Enter for the menu, Alt+arrows for width, Shift+arrows to move. */
export const TableHeader = memo(PlainTableHeader) as typeof PlainTableHeader;

function PlainTableHeader<Row>({ all, columns, state, onChange, onTracks, ticks }: HeaderProps<Row>) {
  const [menu, setMenu] = useState<{ id: string; anchor: Element }>();
  const [active, setActive] = useState(0);
  const [dropBefore, setDropBefore] = useState<string | null>();
  const root = useRef<HTMLDivElement>(null);
  const resize = (id: string, px: number) =>
    onChange({
      ...state,
      sizes: { ...state.sizes, [id]: Math.min(Math.max(Math.round(px), columnPx.min), columnPx.max) },
    });

  const heads = () => [...(root.current?.querySelectorAll<HTMLElement>('button:not([data-tick-all])') ?? [])];

  function onKeyDown(event: KeyboardEvent, placed: PlacedColumn<Row>, index: number) {
    const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (by === 0) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.altKey) resize(placed.column.id, placed.sizePx + by * 16);
    else if (event.shiftKey) onChange(stepColumn(all, state, placed.column.id, by));
    else heads()[Math.min(Math.max(index + by, 0), columns.length - 1)]?.focus();
  }

  const opened = columns.find(({ column }) => column.id === menu?.id);
  return (
    <div role="rowgroup" className="sticky top-0 z-20 min-w-(--wf-min)">
      <div
        ref={root}
        role="row"
        aria-rowindex={1}
        className="grid h-7 grid-cols-(--wf-tracks) border-b border-line bg-bg text-label text-muted"
      >
        {ticks && <TickHead ticks={ticks} />}
        {columns.map((placed, index) => {
          const { column, pinnedPx } = placed;
          return (
            <div
              key={column.id}
              role="columnheader"
              aria-colindex={index + (ticks ? 2 : 1)}
              data-header={column.id}
              className={cx(
                'group/head relative flex min-w-0 items-center bg-bg',
                pinnedPx !== undefined && 'sticky z-10',
                dropBefore === column.id &&
                  'before:absolute before:inset-y-0 before:left-0 before:w-0.5 before:bg-accent',
              )}
              style={pinnedPx === undefined ? undefined : { left: pinnedPx }}
            >
              <button
                type="button"
                tabIndex={index === Math.min(active, columns.length - 1) ? 0 : -1}
                aria-haspopup="menu"
                title={column.hint}
                onFocus={() => setActive(index)}
                onKeyDown={(event) => onKeyDown(event, placed, index)}
                onPointerDown={(event) =>
                  dragColumn(event, {
                    onOver: setDropBefore,
                    onDrop: (beforeId) => onChange(moveColumn(all, state, column.id, beforeId)),
                    onPress: (anchor) => setMenu({ id: column.id, anchor }),
                    onEnd: () => setDropBefore(undefined),
                  })
                }
                onClick={(event) => {
                  // Pointers are served above; this is Enter, Space or a screen reader.
                  if (event.detail === 0) setMenu({ id: column.id, anchor: event.currentTarget });
                }}
                className={cx(
                  'focus-inset flex h-full min-w-0 flex-1 cursor-default items-center gap-1 px-2 font-medium hover:text-text',
                  column.align === 'end' && 'justify-end',
                )}
              >
                <span className="truncate">{column.label}</span>
                <ChevronDown
                  size={12}
                  strokeWidth={1.75}
                  aria-hidden
                  className="hidden flex-none group-focus-within/head:block group-hover/head:block"
                />
              </button>
              <ResizeEdge
                isLast={index === columns.length - 1}
                onResize={(event) => dragEdge(event, placed, columns, onTracks, (px) => resize(column.id, px))}
                onReset={() => {
                  const { [column.id]: _, ...sizes } = state.sizes;
                  onChange({ ...state, sizes });
                }}
              />
            </div>
          );
        })}
      </div>
      {menu && opened && (
        <ValueMenuAt
          value={opened.column.label}
          items={toMenu(all, opened, state, onChange, resize)}
          anchor={menu.anchor}
          onClose={() => setMenu(undefined)}
          isPlain
        />
      )}
    </div>
  );
}

function ResizeEdge({
  isLast,
  onResize,
  onReset,
}: {
  isLast: boolean;
  onResize: (event: PointerEvent<HTMLElement>) => void;
  onReset: () => void;
}) {
  return (
    <div
      aria-hidden
      className={cx(
        'absolute inset-y-0 z-10 flex w-2 cursor-col-resize justify-center after:h-full after:w-px after:bg-transparent hover:after:bg-accent group-hover/head:after:bg-line',
        // Beyond the last column it would make the table as much wider than what is seen of it.
        isLast ? 'right-0' : '-right-1',
      )}
      onPointerDown={onResize}
      onDoubleClick={onReset}
    />
  );
}

function toMenu<Row>(
  all: readonly DataColumn<Row>[],
  { column, sizePx, pinnedPx }: PlacedColumn<Row>,
  state: ColumnState,
  onChange: (state: ColumnState) => void,
  resize: (id: string, px: number) => void,
): ValueMenuItem[][] {
  const { id } = column;
  const isPinned = pinnedPx !== undefined;
  return [
    [
      {
        id: 'left',
        label: 'Move left',
        icon: ArrowLeft,
        hotkey: 'Shift ←',
        onAction: () => onChange(stepColumn(all, state, id, -1)),
      },
      {
        id: 'right',
        label: 'Move right',
        icon: ArrowRight,
        hotkey: 'Shift →',
        onAction: () => onChange(stepColumn(all, state, id, 1)),
      },
      {
        id: 'wider',
        label: 'Wider',
        icon: UnfoldHorizontal,
        hotkey: 'Alt →',
        onAction: () => resize(id, sizePx + 48),
      },
      {
        id: 'narrower',
        label: 'Narrower',
        icon: FoldHorizontal,
        hotkey: 'Alt ←',
        onAction: () => resize(id, sizePx - 48),
      },
    ],
    [
      {
        id: 'pin',
        label: isPinned ? 'Unpin' : 'Pin to the left edge',
        icon: isPinned ? PinOff : Pin,
        onAction: () => onChange(setColumnPinned(state, id, !isPinned)),
      },
      { id: 'hide', label: 'Hide', icon: EyeOff, onAction: () => onChange(setColumnShown(all, state, id, false)) },
    ],
  ];
}
