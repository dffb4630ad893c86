import { cx } from '../cx.ts';
import type { PlacedColumn } from './use-columns.ts';

const widths = ['w-3/4', 'w-1/2', 'w-2/3', 'w-5/6'];

/** Rows at their final size while the first answer is read; they show after 200 ms, or at once where it is late already. */
export function TableSkeleton<Row>({
  columns,
  rowPx,
  hasTicks,
  isAtOnce,
}: {
  columns: readonly PlacedColumn<Row>[];
  rowPx: number;
  hasTicks: boolean;
  isAtOnce: boolean;
}) {
  return (
    <div aria-hidden className={cx('min-w-(--wf-min)', !isAtOnce && 'appear-late')}>
      {Array.from({ length: 24 }, (_, rowIndex) => (
        <div key={rowIndex} className="grid grid-cols-(--wf-tracks) items-center" style={{ height: rowPx }}>
          {hasTicks && <span />}
          {columns.map(({ column }, index) => (
            <div key={column.id} className="px-2">
              <div className={`h-2 rounded-control bg-raised ${widths[(rowIndex + index) % widths.length]}`} />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
