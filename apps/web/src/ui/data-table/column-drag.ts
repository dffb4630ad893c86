import type { PointerEvent } from 'react';
import { columnPx, type PlacedColumn, toTracks } from './use-columns.ts';

interface ColumnDrag {
  onOver: (beforeId: string | null | undefined) => void;
  onDrop: (beforeId: string | null) => void;
  onPress: (anchor: Element) => void;
  onEnd: () => void;
}

/** A press opens the menu; a drag of more than 4 px moves the column to where it is let go. */
export function dragColumn(event: PointerEvent<HTMLElement>, { onOver, onDrop, onPress, onEnd }: ColumnDrag) {
  if (event.button !== 0) return;
  const button = event.currentTarget;
  const row = button.closest('[role=row]');
  const startPx = event.clientX;
  let before: string | null | undefined;
  let isDrag = false;
  button.setPointerCapture(event.pointerId);
  const move = (moved: globalThis.PointerEvent) => {
    isDrag ||= Math.abs(moved.clientX - startPx) > 4;
    if (!isDrag || !row) return;
    const heads = [...row.querySelectorAll<HTMLElement>('[data-header]')];
    const next = heads.find((head) => {
      const box = head.getBoundingClientRect();
      return moved.clientX < box.left + box.width / 2;
    });
    before = next?.dataset.header ?? null;
    onOver(before);
  };
  const end = (ended: globalThis.PointerEvent) => {
    button.removeEventListener('pointermove', move);
    button.removeEventListener('pointerup', end);
    button.removeEventListener('pointercancel', end);
    onEnd();
    if (ended.type === 'pointercancel') return;
    if (!isDrag) onPress(button);
    else if (before !== undefined) onDrop(before);
  };
  button.addEventListener('pointermove', move);
  button.addEventListener('pointerup', end);
  button.addEventListener('pointercancel', end);
}

/** Follows the pointer by writing one CSS variable; the new width is told once, at the end. */
export function dragEdge<Row>(
  event: PointerEvent<HTMLElement>,
  placed: PlacedColumn<Row>,
  columns: readonly PlacedColumn<Row>[],
  onTracks: (tracks: string, minPx: number) => void,
  onResize: (px: number) => void,
) {
  event.preventDefault();
  event.stopPropagation();
  const edge = event.currentTarget;
  const startPx = event.clientX;
  // A flexible column may be wider than its least width: the drag starts at what the eye sees.
  const widthPx = edge.parentElement?.getBoundingClientRect().width ?? placed.sizePx;
  let px = widthPx;
  edge.setPointerCapture(event.pointerId);
  const move = (moved: globalThis.PointerEvent) => {
    px = Math.min(Math.max(widthPx + moved.clientX - startPx, columnPx.min), columnPx.max);
    const { tracks, minPx } = toTracks(columns.map((other) => (other === placed ? { ...other, sizePx: px } : other)));
    onTracks(tracks, minPx);
  };
  const end = (ended: globalThis.PointerEvent) => {
    edge.removeEventListener('pointermove', move);
    edge.removeEventListener('pointerup', end);
    edge.removeEventListener('pointercancel', end);
    if (ended.type === 'pointerup' && px !== widthPx) onResize(px);
  };
  edge.addEventListener('pointermove', move);
  edge.addEventListener('pointerup', end);
  edge.addEventListener('pointercancel', end);
}
