import type { ReactNode } from 'react';
import type { Clock } from '../../lib/list/clock.ts';
import { formatCount } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import type { LoadedQueue } from './queue-rows.ts';
import { isAnySelected } from './selection.ts';
import type { Selection } from './use-selection.ts';

export interface SelectionBarProps {
  selection: Selection;
  list: Pick<LoadedQueue, 'total' | 'snapshot'> | undefined;
  clock: Clock;
  /** What can be decided about them. */
  children: ReactNode;
}

/** What is selected, and what to do with it. Under the list, where it moves no row. */
export function SelectionBar({ selection, list, clock, children }: SelectionBarProps) {
  const { selected, findings } = selection;
  const { rows, whole } = selected;
  if (!isAnySelected(selected)) return null;
  return (
    <section
      aria-label="Selection"
      className="appear flex min-h-10 flex-none flex-wrap items-center border-t border-line bg-surface px-3 py-1"
    >
      <p role="status" className="mr-1 whitespace-nowrap">
        {whole ? (
          <>
            <span className="font-semibold">All {toFindings(whole.findings)}</span> that the filter found at{' '}
            {clock(whole.asOf)}
            {whole.snapshot !== list?.snapshot && <span className="text-muted">, without what came later</span>}
          </>
        ) : (
          <>
            <span className="font-semibold">{rows.size === 1 ? '1 row' : `${formatCount(rows.size)} rows`}</span>
            {findings !== rows.size && `, ${toFindings(findings)}`} selected
          </>
        )}
      </p>
      {!whole && list !== undefined && list.total > findings && (
        <Button className="text-accent" onPress={selection.takeAll}>
          Select all {formatCount(list.total)} that the filter finds
        </Button>
      )}
      <div className="ml-auto flex items-center gap-1">
        {children}
        <Button hotkey="Esc" onPress={selection.clear}>
          Clear
        </Button>
      </div>
    </section>
  );
}

const toFindings = (count: number) => `${formatCount(count)} ${count === 1 ? 'finding' : 'findings'}`;
