import { memo, useRef } from 'react';
import { Bar, BarChart, CartesianGrid, XAxis, YAxis } from 'recharts';
import { useContainerWidth } from '../../ui/pane/use-container-width.ts';
import { formatClock } from '../../ui/time-format.ts';
import type { SpentHour } from './spent.ts';

const tickLook = { fill: 'var(--wf-muted)', fontSize: 11 };
const compact = new Intl.NumberFormat('en', { notation: 'compact' });

/** Calls by hour; people at the baseline, since theirs are the few. The table beside it says the same in numbers. */
export default memo(function SpentBars({ hours, zone }: { hours: readonly SpentHour[]; zone: string }) {
  const root = useRef<HTMLDivElement>(null);
  const widthPx = useContainerWidth(root);
  return (
    <div ref={root} aria-hidden className="pointer-events-none h-24">
      {widthPx > 0 && (
        <BarChart
          width={widthPx}
          height={96}
          data={[...hours]}
          margin={{ top: 4, right: 0, bottom: 0, left: 0 }}
          barCategoryGap={0.5}
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--wf-line)" />
          <XAxis
            dataKey="hour"
            height={16}
            ticks={hours.filter((_, index) => index % 6 === 5).map(({ hour }) => hour)}
            interval={0}
            tickFormatter={(at: number) => formatClock(at, zone).slice(0, 5)}
            tick={tickLook}
            tickLine={false}
            axisLine={false}
            tickMargin={2}
          />
          <YAxis
            orientation="right"
            width={44}
            tickCount={3}
            allowDecimals={false}
            tickFormatter={(count: number) => compact.format(count)}
            tick={tickLook}
            tickLine={false}
            axisLine={false}
            tickMargin={4}
          />
          <Bar dataKey="people" stackId="all" fill="var(--wf-text)" isAnimationActive={false} minPointSize={seen} />
          <Bar
            dataKey="background"
            stackId="all"
            fill="var(--wf-control)"
            fillOpacity={0.5}
            isAnimationActive={false}
            minPointSize={seen}
          />
        </BarChart>
      )}
    </div>
  );
});

/** One call among thousands must not vanish. */
const seen = (value: unknown) => (Number(value) > 0 ? 2 : 0);
