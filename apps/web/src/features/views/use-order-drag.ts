import { type DragEvent, useState } from 'react';
import { withMoved } from './view-order.ts';

/** Our own type: a link or a file that is dragged over the list is none of ours. */
const dragType = 'application/x-watchfloor-view';

export interface DropPlace {
  id: string;
  side: 'before' | 'after';
}

/**
 * Takes items of a list to another place by the pointer. By keyboard, the items' menus do it.
 * @param ids in the order in which they stand
 */
export function useOrderDrag(ids: readonly string[], onReorder: (ids: string[]) => void) {
  const [dragged, setDragged] = useState<string>();
  const [over, setOver] = useState<DropPlace>();
  const end = () => {
    setDragged(undefined);
    setOver(undefined);
  };
  const toItem = (id: string) => ({
    draggable: true,
    onDragStart: (event: DragEvent) => {
      event.dataTransfer.setData(dragType, id);
      event.dataTransfer.effectAllowed = 'move';
      setDragged(id);
    },
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(dragType)) return;
      event.preventDefault();
      const { top, height } = event.currentTarget.getBoundingClientRect();
      const side = event.clientY < top + height / 2 ? 'before' : 'after';
      if (over?.id !== id || over.side !== side) setOver({ id, side });
    },
    onDrop: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(dragType)) return;
      event.preventDefault();
      if (dragged !== undefined && over) {
        const next = withMoved(ids, dragged, over);
        if (next.join('\n') !== ids.join('\n')) onReorder(next);
      }
      end();
    },
    onDragEnd: end,
  });
  return { toItem, over: over?.id === dragged ? undefined : over };
}
