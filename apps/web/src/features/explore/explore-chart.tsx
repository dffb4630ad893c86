import type { Resource, SourceRecord } from '@watchfloor/contract';
import { lazy, memo, Suspense, useMemo, useState } from 'react';
import { setPreferences, usePreferences } from '../../lib/preferences.ts';
import { formatCount } from '../../lib/time.ts';
import { toBuckets } from './volume.ts';

// recharts is as large as the rest of the page.
const VolumeChart = lazy(() =>
  import('../../ui/volume-chart/volume-chart.tsx').then((module) => ({ default: module.VolumeChart })),
);

export interface ExploreChartProps {
  rows: readonly SourceRecord[];
  range: { from: number; to: number };
  /** Time that was not read yet; undefined where that is none, or rows are not in the order of time. */
  unread: { from: number; to: number } | undefined;
  resource: Resource;
  sourceLabel: string;
  zone: string;
  isLoading: boolean;
  onZoom: (from: number, to: number) => void;
}

/** Loaded rows by time and severity. Its height stands from the start: nothing below moves when it arrives. */
export const ExploreChart = memo(function ExploreChart(props: ExploreChartProps) {
  const { rows, range, resource } = props;
  const isShown = usePreferences().chart;
  const buckets = useMemo(() => toBuckets(rows, range), [rows, range]);
  const unreadRanges = useMemo(
    () => (props.unread && props.unread.to > props.unread.from ? [props.unread] : undefined),
    [props.unread],
  );
  const frame = <div className={isShown ? 'h-[72px] border-b border-line' : 'h-6 border-b border-line'} />;
  const [isWanted, setIsWanted] = useState(false);
  // The first rows come first: until then the library would take their place in line.
  if (!isWanted && !props.isLoading) setIsWanted(true);
  if (!isWanted) return frame;
  return (
    <Suspense fallback={frame}>
      <VolumeChart
        buckets={buckets}
        unreadRanges={unreadRanges}
        onZoom={props.onZoom}
        zone={props.zone}
        label={`${props.sourceLabel} ${resource.label.toLowerCase()} by time and severity`}
        note={`of ${formatCount(rows.length)} loaded ${rows.length === 1 ? 'row' : 'rows'}`}
        isFolded={!isShown}
        onFoldedChange={(isFolded) => setPreferences({ chart: !isFolded })}
        isLoading={props.isLoading}
      />
    </Suspense>
  );
});
