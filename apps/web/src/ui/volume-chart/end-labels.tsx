import type { ReactNode } from 'react';
import { cx } from '../cx.ts';
import { type Series, series, type sumBuckets } from './series.ts';

const looks: Record<Series['id'], string> = {
  critical: 'text-severity-critical',
  high: 'text-severity-high',
  unknown: 'text-muted',
  medium: 'text-severity-medium',
  low: 'text-severity-low',
  informational: 'text-muted',
};

interface EndLabelsProps {
  total: ReturnType<typeof sumBuckets>;
  note: ReactNode;
}

/** What the colours mean, in words at the bars' end, with each one's sum and what is counted. */
export function EndLabels({ total, note }: EndLabelsProps) {
  const shown = series.filter(({ id }) => total.by[id] > 0);
  return (
    <div className="flex h-[72px] w-52 flex-none flex-col justify-center px-3 text-label">
      <ul aria-label="Sums" className="grid grid-flow-col grid-cols-2 grid-rows-3 gap-x-4">
        {shown.map(({ id, label }) => (
          <li key={id} className="flex justify-between gap-1">
            <span className={cx('truncate', looks[id])}>{label}</span>
            <span>{total.by[id].toLocaleString('en')}</span>
          </li>
        ))}
      </ul>
      {note !== undefined && <p className="truncate text-muted">{note}</p>}
    </div>
  );
}
