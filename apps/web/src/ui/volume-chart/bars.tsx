import { memo, useId, useMemo } from 'react';
import { Bar, BarChart, CartesianGrid, ReferenceArea, usePlotArea, useYAxisScale, XAxis, YAxis } from 'recharts';
import { formatAxis } from './axis.ts';
import { series, sumBuckets } from './series.ts';
import { toStackedPaths } from './stacks.ts';
import type { VolumeBucket } from './types.ts';

/** The plot inside its 72 px, so that what is drawn over it knows where the bars stand. */
export const plotPx = { height: 72, left: 12, right: 44, axis: 16 } as const;

interface BarsProps {
  buckets: readonly VolumeBucket[];
  widthPx: number;
  zone: string;
  unreadRanges: readonly { from: number; to: number }[] | undefined;
}

/** Only the bars; memoised, since drawing them costs more than a filter may take. */
export const Bars = memo(function Bars({ buckets, widthPx, zone, unreadRanges = [] }: BarsProps) {
  const hatchId = useId();
  const data = useMemo(
    () => buckets.map((bucket) => ({ from: bucket.from, all: sumBuckets([bucket]).all })),
    [buckets],
  );
  const ticks = useMemo(() => toTicks(buckets, widthPx), [buckets, widthPx]);
  const bucketMs = buckets[0] ? buckets[0].to - buckets[0].from : 0;
  return (
    <BarChart
      width={widthPx}
      height={plotPx.height}
      data={data}
      margin={{ top: 4, right: 0, bottom: 0, left: plotPx.left }}
      accessibilityLayer={false}
    >
      <defs>
        <pattern id={hatchId} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M0 0V6" stroke="var(--wf-control)" strokeOpacity={0.5} />
        </pattern>
      </defs>
      <CartesianGrid vertical={false} stroke="var(--wf-line)" />
      <XAxis
        dataKey="from"
        height={plotPx.axis}
        ticks={ticks}
        interval={0}
        tickFormatter={(at: number) => formatAxis(at, zone, bucketMs)}
        tick={tickLook}
        tickLine={false}
        axisLine={false}
        tickMargin={2}
      />
      <YAxis
        orientation="right"
        width={plotPx.right}
        tickCount={3}
        allowDecimals={false}
        includeHidden
        tickFormatter={(count: number) => compact.format(count)}
        tick={tickLook}
        tickLine={false}
        axisLine={false}
        tickMargin={4}
      />
      {unreadRanges.map((range) => {
        const unread = buckets.filter((bucket) => bucket.from < range.to && bucket.to > range.from);
        const [first, last] = [unread[0], unread.at(-1)];
        if (!first || !last) return null;
        return (
          <ReferenceArea
            key={range.from}
            x1={first.from}
            x2={last.from}
            fill={`url(#${hatchId})`}
            fillOpacity={1}
            ifOverflow="hidden"
          />
        );
      })}
      {/* For the axes, which know no bars but the library's; as those, hundreds take longer to draw than a filter may. */}
      <Bar dataKey="all" hide />
      <Stacks buckets={buckets} />
    </BarChart>
  );
});

function Stacks({ buckets }: Pick<BarsProps, 'buckets'>) {
  const plot = usePlotArea();
  const toY = useYAxisScale();
  const paths = useMemo(() => {
    const basePx = toY?.(0);
    if (!plot || !toY || basePx === undefined) return [];
    const toHeightPx = (count: number) => basePx - (toY(count) ?? basePx);
    return toStackedPaths(buckets, { x: plot.x, width: plot.width, basePx, toHeightPx });
  }, [buckets, plot, toY]);
  return series.map(({ id, color, opacity }, place) => (
    <path key={id} d={paths[place] ?? ''} fill={color} fillOpacity={opacity} />
  ));
}

const tickLook = { fill: 'var(--wf-muted)', fontSize: 11 };
const compact = new Intl.NumberFormat('en', { notation: 'compact' });

/** About one label per 120 px, on bars. */
function toTicks(buckets: readonly VolumeBucket[], widthPx: number): number[] {
  const every = Math.max(1, Math.ceil(buckets.length / Math.max(1, Math.floor(widthPx / 120))));
  return buckets.filter((_, index) => index % every === 0 && index > 0).map((bucket) => bucket.from);
}
