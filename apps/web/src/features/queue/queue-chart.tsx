import type { QueueFacetsAnswer } from '@watchfloor/contract';
import { lazy, memo, Suspense, useDeferredValue, useMemo } from 'react';
import { setPreferences, usePreferences } from '../../lib/preferences.ts';
import { toBuckets } from './volume.ts';

// recharts is as large as the rest of the page.
const VolumeChart = lazy(() =>
  import('../../ui/volume-chart/volume-chart.tsx').then((module) => ({ default: module.VolumeChart })),
);

export interface QueueChartProps {
  facets: QueueFacetsAnswer | undefined;
  zone: string;
  onZoom: (from: number, to: number) => void;
}

/** All that match, by time and severity, counted by the server. Its height stands from the start. */
export const QueueChart = memo(function QueueChart({ facets: newest, zone, onZoom }: QueueChartProps) {
  const isShown = usePreferences().chart;
  // Rows come first: a chart is drawn when there is time, and gives way to a key.
  const facets = useDeferredValue(newest);
  const buckets = useMemo(() => (facets ? toBuckets(facets.histogram, facets.range) : noBuckets), [facets]);
  const frame = <div className={isShown ? 'h-[72px] border-b border-line' : 'h-6 border-b border-line'} />;
  if (!facets) return frame;
  return (
    <Suspense fallback={frame}>
      <VolumeChart
        buckets={buckets}
        unreadRanges={facets.histogram.unread}
        onZoom={onZoom}
        zone={zone}
        label="Findings by time and severity"
        isFolded={!isShown}
        onFoldedChange={(isFolded) => setPreferences({ chart: !isFolded })}
      />
    </Suspense>
  );
});

const noBuckets: ReturnType<typeof toBuckets> = [];
