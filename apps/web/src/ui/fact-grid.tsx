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
  className?: string | undefined;
}

/** Labels and values in one or two columns. */
export function FactGrid({ facts, columns = 2, className }: FactGridProps) {
  return (
    <dl className={cx('grid gap-x-4', columns === 2 ? 'grid-cols-2' : 'grid-cols-1', className)}>
      {facts.map((fact) => (
        <div
          key={fact.id}
          className={cx(
            'group/fact grid min-h-6 grid-cols-[88px_minmax(0,1fr)] items-start gap-2 py-1',
            fact.wide === true && columns === 2 && 'col-span-2',
          )}
        >
          <dt className="truncate text-label text-muted">{fact.label}</dt>
          <dd className="flex min-w-0 items-start gap-1">
            <div className="min-w-0">{fact.value}</div>
            {fact.note !== undefined && <span className="flex-none text-muted">{fact.note}</span>}
            {fact.menu !== undefined && (
              <span className="-my-0.5 ml-auto flex-none opacity-0 group-hover/fact:opacity-100 focus-within:opacity-100">
                {fact.menu}
              </span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
