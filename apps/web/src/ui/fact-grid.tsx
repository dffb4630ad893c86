import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export interface FactGridProps {
  facts: {
    id: string;
    label: ReactNode;
    value: ReactNode;
    /** Said beside the value, in grey: a country, a port. */
    note?: ReactNode;
    /** Both columns, for what is long. */
    wide?: boolean | undefined;
    /** Appears on hover and focus: a `ValueMenu`. */
    menu?: ReactNode;
  }[];
  columns?: 1 | 2 | undefined;
  /** For labels of several words. */
  hasWideLabels?: boolean | undefined;
  className?: string | undefined;
}

/** Labels and values in two columns; in one where there is no room for two, as in a pane at its least width. */
export function FactGrid({ facts, columns = 2, hasWideLabels = false, className }: FactGridProps) {
  return (
    <div className={cx('@container', className)}>
      <dl className={cx('grid grid-cols-1 gap-x-4', columns === 2 && '@min-[440px]:grid-cols-2')}>
        {facts.map((fact) => (
          <div
            key={fact.id}
            className={cx(
              'group/fact relative grid min-h-6 items-start gap-2 py-1',
              hasWideLabels ? 'grid-cols-[128px_minmax(0,1fr)]' : 'grid-cols-[84px_minmax(0,1fr)]',
              fact.wide === true && columns === 2 && '@min-[440px]:col-span-2',
            )}
          >
            <dt className="text-label break-words text-muted">{fact.label}</dt>
            <dd className="flex min-w-0 items-start gap-1.5">
              <div className="min-w-0">{fact.value}</div>
              {fact.note !== undefined && <span className="max-w-1/2 flex-none truncate text-muted">{fact.note}</span>}
              {fact.menu !== undefined && (
                // Over the value's end: a place of its own would cost every value 24 px.
                <span className="absolute top-0.5 right-0 rounded-control bg-bg opacity-0 group-focus-within/fact:opacity-100 group-hover/fact:opacity-100">
                  {fact.menu}
                </span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
