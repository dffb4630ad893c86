import { Check, Minus } from 'lucide-react';
import { cx } from '../cx.ts';

/** Of the column in which rows are ticked, before all others. */
export const tickPx = 32;

/** Several rows at once, beside the one that the keys are on. */
export interface RowTicks {
  /** Whether there are any: then they are what is selected, and not the current row. */
  isAny: boolean;
  /** Called while drawing: keep stable as long as nothing changes. */
  isTicked: (id: string) => boolean;
  onTick: (ids: readonly string[], isTicked: boolean) => void;
  /** Of the head: the rows that are loaded. */
  all: boolean | 'some';
  onTickAll: () => void;
}

/** A row's first cell. Pressed through the grid, which knows of ranges; told to others by the row's own state. */
export function TickCell({
  isTicked,
  isCurrent,
  hasRing,
}: {
  isTicked: boolean;
  isCurrent: boolean;
  /** The row as a whole has the focus: its ring would lie under this cell. */
  hasRing: boolean;
}) {
  return (
    <div
      role="gridcell"
      aria-colindex={1}
      data-tick
      className={cx(
        'group/tick left-0 flex items-center justify-center bg-inherit group-data-wide/table:sticky group-data-wide/table:z-[6]',
        isCurrent && 'before:absolute before:inset-y-0 before:left-0 before:w-0.5 before:bg-accent',
        hasRing &&
          'group-focus-visible/grid:shadow-[inset_0_2px_0_0_var(--wf-accent),inset_0_-2px_0_0_var(--wf-accent)]',
      )}
    >
      <Box state={isTicked} className={isTicked ? undefined : 'opacity-55 group-hover/tick:opacity-100'} />
    </div>
  );
}

export function TickHead({ ticks }: { ticks: RowTicks }) {
  return (
    <div role="columnheader" aria-colindex={1} className="sticky left-0 z-10 flex items-center justify-center bg-bg">
      <button
        type="button"
        role="checkbox"
        aria-checked={ticks.all === 'some' ? 'mixed' : ticks.all}
        aria-label="Select the loaded rows"
        title="Select the loaded rows"
        data-tick-all
        onClick={ticks.onTickAll}
        className="focus-inset flex size-full cursor-default items-center justify-center"
      >
        <Box state={ticks.all} />
      </button>
    </div>
  );
}

function Box({ state, className }: { state: boolean | 'some'; className?: string | undefined }) {
  const Icon = state === 'some' ? Minus : Check;
  return (
    <span
      aria-hidden
      className={cx(
        'flex size-3.5 items-center justify-center rounded-[3px] border',
        state === false ? 'border-control' : 'border-accent bg-accent text-bg',
        className,
      )}
    >
      {state !== false && <Icon size={11} strokeWidth={3} />}
    </span>
  );
}
