import { ChartColumnStacked, ChevronDown, ChevronUp, Table } from 'lucide-react';
import { lazy, memo, Suspense, useState } from 'react';
import { Button } from '../button.tsx';
import { Skeleton } from '../skeleton.tsx';
import { EndLabels } from './end-labels.tsx';
import { sumBuckets } from './series.ts';
import type { VolumeChartProps } from './types.ts';
import { VolumeTable } from './volume-table.tsx';

// The chart library is 109 KB: it comes after the first rows.
const VolumePlot = lazy(() => import('./volume-plot.tsx'));

/** How much, when and how bad, over the whole width; 72 px, folded 24. Memoised: rows that come in do not draw it. */
export const VolumeChart = memo(function VolumeChart(props: VolumeChartProps) {
  const { buckets, label, note, zone, isFolded, onFoldedChange, isLoading } = props;
  const [isTable, setIsTable] = useState(false);
  const total = sumBuckets(buckets);

  if (isFolded) {
    return (
      <section aria-label={label} className="flex h-6 flex-none items-center gap-2 border-b border-line pr-1 pl-3">
        <span className="min-w-0 flex-1 truncate text-label text-muted">
          {total.all.toLocaleString('en')} {note}
        </span>
        <Button
          size={20}
          icon={ChevronDown}
          label="Show the chart"
          isExpanded={false}
          onPress={() => onFoldedChange(false)}
        />
      </section>
    );
  }
  return (
    <section aria-label={label} className="flex flex-none border-b border-line">
      <div className="relative min-h-[72px] min-w-0 flex-1">
        {isTable ? (
          <VolumeTable buckets={buckets} zone={zone} label={label} />
        ) : isLoading === true && buckets.length === 0 ? (
          <Skeleton lines={3} lineHeightPx={20} className="p-2" />
        ) : (
          <Suspense fallback={null}>
            <VolumePlot {...props} />
          </Suspense>
        )}
      </div>
      <EndLabels total={total} note={note} />
      <div className="flex w-7 flex-none flex-col items-center gap-1 border-l border-line py-1.5">
        <Button size={24} icon={ChevronUp} label="Fold the chart" isExpanded onPress={() => onFoldedChange(true)} />
        <Button
          size={24}
          icon={isTable ? ChartColumnStacked : Table}
          label={isTable ? 'As a chart' : 'As a table'}
          onPress={() => setIsTable(!isTable)}
        />
      </div>
    </section>
  );
});
