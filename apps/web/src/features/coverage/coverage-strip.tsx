import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { useContainerWidth } from '../../ui/pane/use-container-width.ts';
import type { Moment } from './moment.ts';
import { toStretchWords } from './stretch-words.ts';
import { drawStretches, findStretchAt, type Stretch, toRuns } from './stretches.ts';
import { toTicks } from './ticks.ts';

export interface CoverageStripProps {
  /** Oldest first, without holes. */
  stretches: readonly Stretch[];
  /** "Coverage of Norrvik KUMA alerts". */
  label: string;
  moment: Moment;
  /** Enter or a click takes a stretch as the range to read or verify; absent for who may do neither. */
  onChoose?: ((stretch: Stretch) => void) | undefined;
}

/** What was read of the window: solid; what was not: hatched, however short. Arrow keys and the pointer name a stretch. */
export function CoverageStrip({ stretches, label, moment, onChoose }: CoverageStripProps) {
  const root = useRef<HTMLDivElement>(null);
  const widthPx = useContainerWidth(root);
  const [hovered, setHovered] = useState<Stretch>();
  // By its beginning: the stretches are others with each answer, and the chosen one mostly stays.
  const [chosenFrom, setChosenFrom] = useState<number>();
  const drawn = drawStretches(stretches, widthPx);
  const chosenIndex = stretches.findLastIndex(({ from }) => chosenFrom !== undefined && from <= chosenFrom);
  const chosen = stretches[chosenIndex];
  const told = hovered ?? chosen;
  const toldAt = told && drawn.find(({ stretch }) => stretch.from === told.from);
  const find = (event: PointerEvent<HTMLElement>) =>
    findStretchAt(drawn, event.clientX - event.currentTarget.getBoundingClientRect().left);

  function onKeyDown(event: KeyboardEvent) {
    if (event.key in moves) setChosenFrom(stretches[toIndex(event.key, chosenIndex, stretches.length)]?.from);
    else if (event.key === 'Enter' && chosen) onChoose?.(chosen);
    else if (event.key === 'Escape' && chosen) setChosenFrom(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div className="relative pb-5">
      <div
        ref={root}
        role="slider"
        tabIndex={0}
        aria-label={`${label}: arrow keys name each part${onChoose ? ', Enter takes it as the range' : ''}`}
        aria-valuemin={0}
        aria-valuemax={stretches.length - 1}
        aria-valuenow={chosen ? chosenIndex : stretches.length - 1}
        aria-valuetext={chosen ? toStretchWords(chosen, moment) : 'No part chosen'}
        className="relative h-5 overflow-hidden border border-line bg-bg select-none"
        onKeyDown={onKeyDown}
        onBlur={() => setChosenFrom(undefined)}
        onPointerMove={(event) => setHovered(find(event))}
        onPointerLeave={() => setHovered(undefined)}
        onClick={() => hovered && onChoose?.(hovered)}
      >
        {drawStretches(toRuns(stretches), widthPx).map(({ stretch, leftPx, widthPx: drawnPx }) => (
          <div
            key={`${stretch.from}-${stretch.state}`}
            data-state={stretch.state}
            className={
              stretch.state === 'read' ? 'absolute inset-y-0 bg-control/60' : 'hatched absolute inset-y-0 bg-bg'
            }
            style={{ left: leftPx, width: drawnPx }}
          />
        ))}
        {toldAt && (
          <div
            className="pointer-events-none absolute inset-y-0 min-w-1 border-2 border-accent bg-accent/20"
            style={{ left: toldAt.leftPx, width: toldAt.widthPx }}
          />
        )}
      </div>
      <Axis window={{ from: stretches[0]?.from ?? 0, to: stretches.at(-1)?.to ?? 1 }} zone={moment.zone} />
      {told && toldAt && (
        <div
          aria-hidden
          className="pointer-events-none absolute top-6 z-40 rounded-floating bg-raised px-2 py-1 whitespace-nowrap shadow-floating"
          style={
            toldAt.leftPx < widthPx / 2
              ? { left: toldAt.leftPx }
              : { right: Math.max(0, widthPx - toldAt.leftPx - toldAt.widthPx) }
          }
        >
          {toStretchWords(told, moment)}
        </div>
      )}
    </div>
  );
}

const moves: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };

/** The first arrow names the newest part, where one looks first. */
function toIndex(key: string, chosenIndex: number, count: number): number {
  const by = moves[key] ?? 0;
  const from = chosenIndex === -1 && Number.isFinite(by) ? count : chosenIndex;
  return Math.min(Math.max(from + by, 0), count - 1);
}

function Axis({ window, zone }: { window: { from: number; to: number }; zone: string }) {
  const toLeft = (at: number) => `${((at - window.from) / (window.to - window.from)) * 100}%`;
  return (
    <div aria-hidden className="absolute inset-x-0 top-5 h-5 text-label text-muted">
      {toTicks(window, zone).map(({ at, label }) => (
        <div key={at} className="absolute top-0 h-1 border-l border-control" style={{ left: toLeft(at) }}>
          {label !== '' && <span className="absolute top-1 left-0 -translate-x-1/2 whitespace-nowrap">{label}</span>}
        </div>
      ))}
      <span className="absolute top-1 right-0">now</span>
    </div>
  );
}
