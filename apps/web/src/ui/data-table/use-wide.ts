import { type RefObject, useLayoutEffect, useRef } from 'react';
import { useStable } from '../../lib/use-stable.ts';

/**
 * Marks the table as `data-wide` while its columns are wider than what is seen of them: only then do pinned cells stick. A
 * cell that could stick is a layer for the browser, which with dozens of rows is most of what a frame costs. Written to
 * the element, so that no row is drawn for it.
 * @returns tells how wide the columns are
 */
export function useWide(
  root: RefObject<HTMLElement | null>,
  scroller: RefObject<HTMLElement | null>,
): (minPx: number) => void {
  const min = useRef(0);
  useLayoutEffect(() => {
    const [table, seen] = [root.current, scroller.current];
    if (!table || !seen) return undefined;
    const observer = new ResizeObserver(() => mark(table, seen, min.current));
    observer.observe(seen);
    return () => observer.disconnect();
  }, [root, scroller]);
  return useStable((minPx: number) => {
    min.current = minPx;
    const [table, seen] = [root.current, scroller.current];
    if (table && seen) mark(table, seen, minPx);
  });
}

function mark(table: HTMLElement, seen: HTMLElement, minPx: number) {
  table.toggleAttribute('data-wide', minPx > seen.clientWidth);
}
