import type { QueueFacetsAnswer } from '@watchfloor/contract';
import { lazy, memo, Suspense, useMemo } from 'react';
import { setPreferences, usePreferences } from '../../lib/preferences.ts';
import { toBuckets } from './volume.ts';

// recharts is as large as the rest of the page.
const VolumeChart = lazy(() =>
  import('../../ui/volume-chart/volume-chart.tsx').then((module) => ({ default: module.VolumeChart })),
);

export interface QueueChartProps {
  facets: QueueFacetsAnswer | undefined;
  range: { from: number; to: number };
  zone: string;
  onZoom: (from: number, to: number) => void;
}

/** All that match, by time and severity, counted by the server. Its height stands from the start. */
export const QueueChart = memo(function QueueChart({ facets, range, zone, onZoom }: QueueChartProps) {
  const isShown = usePreferences().chart;
  const buckets = useMemo(() => (facets ? toBuckets(facets.histogram, range) : noBuckets), [facets, range]);
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
