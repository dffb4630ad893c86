import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { useContainerWidth } from '../pane/use-container-width.ts';
import { formatClock, formatTime } from '../time-format.ts';
import { Bars, plotPx } from './bars.tsx';
import { toCountWords, toSeriesCounts } from './series.ts';
import type { VolumeBucket, VolumeChartProps } from './types.ts';

interface Span {
  start: number;
  end: number;
}

/**
 * The bars and what one does with them: a drag zooms to its bars; by key the arrows choose a bar, with Shift several,
 * Enter zooms, Esc lets go. Pointer and key draw over the bars, so that moving draws no bar.
 */
export default function VolumePlot({ buckets, onZoom, zone, label, unreadRanges }: VolumeChartProps) {
  const root = useRef<HTMLDivElement>(null);
  const widthPx = useContainerWidth(root);
  const [hovered, setHovered] = useState<number>();
  const [drag, setDrag] = useState<Span>();
  const [chosen, setChosen] = useState<Span>();
  const count = buckets.length;
  const plotWidthPx = Math.max(widthPx - plotPx.left - plotPx.right, 1);
  const barPx = plotWidthPx / Math.max(count, 1);

  const toIndex = (event: PointerEvent<HTMLElement>) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - plotPx.left;
    return Math.min(Math.max(Math.floor(x / barPx), 0), count - 1);
  };
  const zoomTo = (span: Span) => {
    const first = buckets[Math.min(span.start, span.end)];
    const last = buckets[Math.max(span.start, span.end)];
    if (first && last) onZoom(first.from, last.to);
  };

  function onKeyDown(event: KeyboardEvent) {
    const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (by !== 0) {
      const end = Math.min(Math.max((chosen?.end ?? (by === 1 ? -1 : count)) + by, 0), count - 1);
      setChosen({ start: event.shiftKey ? (chosen?.start ?? end) : end, end });
    } else if (event.key === 'Home') setChosen({ start: 0, end: 0 });
    else if (event.key === 'End') setChosen({ start: count - 1, end: count - 1 });
    else if (event.key === 'Enter' && chosen) zoomTo(chosen);
    else if (event.key === 'Escape' && chosen) setChosen(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const marked = drag ?? chosen;
  const told = drag?.end ?? hovered ?? chosen?.end;
  return (
    <div
      ref={root}
      role="slider"
      tabIndex={0}
      aria-label={`${label}: arrow keys choose a bar, Enter zooms to it`}
      aria-valuemin={0}
      aria-valuemax={Math.max(count - 1, 0)}
      aria-valuenow={chosen?.end ?? 0}
      aria-valuetext={toSpanWords(buckets, chosen, zone)}
      className="focus-inset relative h-[72px] cursor-crosshair touch-pan-y select-none"
      onKeyDown={onKeyDown}
      onBlur={() => setChosen(undefined)}
      onPointerDown={(event) => {
        if (event.button !== 0 || count === 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const index = toIndex(event);
        setDrag({ start: index, end: index });
      }}
      onPointerMove={(event) => {
        const index = toIndex(event);
        setHovered(index);
        if (drag && drag.end !== index) setDrag({ ...drag, end: index });
      }}
      onPointerUp={() => {
        if (!drag) return;
        setDrag(undefined);
        // A mere press is too easily made by accident; it would throw the list away.
        if (drag.start !== drag.end) zoomTo(drag);
      }}
      onPointerCancel={() => setDrag(undefined)}
      onPointerLeave={() => setHovered(undefined)}
    >
      {/* Out of the pointer's reach: the library's drawing would take the focus. */}
      <div aria-hidden className="pointer-events-none">
        {widthPx > 0 && <Bars buckets={buckets} widthPx={widthPx} zone={zone} unreadRanges={unreadRanges} />}
      </div>
      {marked && (
        <div
          className="pointer-events-none absolute inset-y-0 bottom-4 border-x border-accent bg-accent/20"
          style={{
            left: plotPx.left + Math.min(marked.start, marked.end) * barPx,
            width: (Math.abs(marked.end - marked.start) + 1) * barPx,
          }}
        />
      )}
      {told !== undefined && buckets[told] && (
        <div
          className="pointer-events-none absolute top-full z-40 mt-1 rounded-floating bg-raised px-2 py-1 whitespace-nowrap shadow-floating"
          style={
            told < count / 2
              ? { left: plotPx.left + told * barPx }
              : { right: plotPx.right + (count - 1 - told) * barPx }
          }
        >
          {toSpanWords(buckets, drag ?? { start: told, end: told }, zone)}
        </div>
      )}
    </div>
  );
}

function toSpanWords(buckets: readonly VolumeBucket[], span: Span | undefined, zone: string): string {
  if (!span) return 'No bar chosen';
  const inside = buckets.slice(Math.min(span.start, span.end), Math.max(span.start, span.end) + 1);
  const [first, last] = [inside[0], inside.at(-1)];
  if (!first || !last) return 'No bar chosen';
  const counts: VolumeBucket['counts'] = {};
  for (const bucket of inside) {
    for (const [severity, count] of Object.entries(bucket.counts)) {
      const key = severity as keyof VolumeBucket['counts'];
      counts[key] = (counts[key] ?? 0) + count;
    }
  }
  const from = formatTime(first.from, zone, Date.now());
  return `${from} to ${formatClock(last.to, zone)}: ${toCountWords(toSeriesCounts({ counts }))}`;
}
