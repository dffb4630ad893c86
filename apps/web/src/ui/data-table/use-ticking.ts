import { useRef } from 'react';
import type { Layout } from './layout.ts';
import type { RowTicks } from './ticks.tsx';

interface Ticking {
  /** The row that the keys are on. */
  toggle: (id: string) => void;
  /** By Shift and a press: from the row that was ticked last to this one. */
  rangeTo: (id: string) => void;
  /** From one row to the next, away from where it began or back to it. */
  extend: (from: string, to: string) => void;
}

/** Ticking by key and by pointer. What is ticked is kept elsewhere. */
export function useTicking<Row>(layout: Layout<Row>, ticks: RowTicks | undefined): Ticking {
  const last = useRef<string>(undefined);
  /** Where a walk with Shift began, and where it stands. */
  const walk = useRef<{ from: string; at: string }>(undefined);
  const indexOf = (id: string) => layout.indexById.get(id) ?? -1;

  function toggle(id: string) {
    last.current = id;
    walk.current = undefined;
    ticks?.onTick([id], !ticks.isTicked(id));
  }

  return {
    toggle,
    rangeTo(id) {
      const [a, b] = [indexOf(last.current ?? id), indexOf(id)].toSorted((x, y) => x - y);
      if (a === undefined || b === undefined || a < 0) return toggle(id);
      const between = layout.items.slice(a, b + 1).flatMap((item) => (item.kind === 'row' ? [item.key] : []));
      walk.current = undefined;
      last.current = id;
      ticks?.onTick(between, true);
    },
    extend(from, to) {
      const began = walk.current?.at === from ? walk.current.from : from;
      const isBack = Math.abs(indexOf(to) - indexOf(began)) < Math.abs(indexOf(from) - indexOf(began));
      walk.current = { from: began, at: to };
      last.current = to;
      if (isBack) ticks?.onTick([from], false);
      else ticks?.onTick([from, to], true);
    },
  };
}
