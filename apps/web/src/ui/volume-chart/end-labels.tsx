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

/** What the colours mean, in words at the bars' end, with each one's sum; in the bars' order from above. */
export function EndLabels({ total }: { total: ReturnType<typeof sumBuckets> }) {
  const shown = series.filter(({ id }) => total.by[id] > 0);
  return (
    <ul
      aria-label="Sums"
      className="grid h-[72px] w-[168px] flex-none grid-flow-col grid-cols-2 grid-rows-3 content-center gap-x-3 px-3 text-label"
    >
      {shown.map(({ id, label }) => (
        <li key={id} className="flex justify-between gap-1">
          <span className={cx('truncate', looks[id])}>{label}</span>
          <span>{total.by[id].toLocaleString('en')}</span>
        </li>
      ))}
    </ul>
  );
}
