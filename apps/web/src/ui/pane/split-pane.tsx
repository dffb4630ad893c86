import { type ReactNode, useEffect, useRef } from 'react';
import { cx } from '../cx.ts';
import { useContainerWidth } from './use-container-width.ts';

const paneWidths = { minPx: 420, startPx: 520, listMinPx: 720, coversUnderPx: 1200 } as const;

export interface SplitPaneProps {
  /** The list. */
  children: ReactNode;
  /** Null while nothing is selected: the list then has the whole width. */
  pane: ReactNode | null;
  paneLabel: string;
  widthPx: number;
  onWidthChange: (widthPx: number) => void;
}

/**
 * A list with a pane to its right, as wide as the user wants between 420 px and half the room, and giving way first
 * where the list would have less than 720. In a window under 1200 px the pane covers the list, which keeps its state
 * underneath.
 */
export function SplitPane({ children, pane, paneLabel, widthPx, onWidthChange }: SplitPaneProps) {
  const root = useRef<HTMLDivElement>(null);
  const roomPx = useContainerWidth(root);
  const covers = roomPx > 0 && window.innerWidth < paneWidths.coversUnderPx;
  const maxPx = Math.max(paneWidths.minPx, Math.min(Math.floor(roomPx / 2), roomPx - paneWidths.listMinPx));
  const shownPx = Math.min(Math.max(widthPx, paneWidths.minPx), maxPx);
  const isCovered = covers && pane !== null;
  const list = useRef<HTMLDivElement>(null);
  const aside = useRef<HTMLElement>(null);
  useEffect(() => {
    // The list under it is inert and loses the focus; without this the next Tab would start at the page's top.
    const focused = document.activeElement;
    if (isCovered && (focused === document.body || list.current?.contains(focused))) aside.current?.focus();
  }, [isCovered]);
  const set = (px: number) => onWidthChange(Math.round(Math.min(Math.max(px, paneWidths.minPx), maxPx)));

  return (
    <div ref={root} className="relative flex h-full min-h-0 min-w-0 flex-1">
      <div ref={list} className="flex min-h-0 min-w-0 flex-1 flex-col" inert={isCovered}>
        {children}
      </div>
      {pane !== null && (
        <>
          {!covers && <Separator label={paneLabel} valuePx={shownPx} maxPx={maxPx} onChange={set} />}
          <aside
            ref={aside}
            tabIndex={-1}
            aria-label={paneLabel}
            className={cx('flex min-h-0 flex-col bg-bg outline-none', covers ? 'absolute inset-0 z-20' : 'flex-none')}
            style={covers ? undefined : { width: shownPx }}
          >
            {pane}
          </aside>
        </>
      )}
    </div>
  );
}

interface SeparatorProps {
  label: string;
  valuePx: number;
  maxPx: number;
  onChange: (px: number) => void;
}

const keySteps: Record<string, number> = { ArrowLeft: 16, ArrowRight: -16, PageUp: 80, PageDown: -80 };

/** The window splitter of the ARIA patterns: arrows move it, Home and End go to its ends, Enter to its start. */
function Separator({ label, valuePx, maxPx, onChange }: SeparatorProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be focused and moved
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={`Width of ${label}`}
      aria-valuemin={paneWidths.minPx}
      aria-valuemax={maxPx}
      aria-valuenow={valuePx}
      className="focus-inset relative z-10 -mr-1 w-[5px] flex-none cursor-col-resize border-l border-line hover:border-accent"
      onDoubleClick={() => onChange(paneWidths.startPx)}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        const right = event.currentTarget.parentElement?.getBoundingClientRect().right ?? 0;
        onChange(right - event.clientX);
      }}
      onKeyDown={(event) => {
        const step = keySteps[event.key];
        if (step !== undefined) onChange(valuePx + step);
        else if (event.key === 'Home') onChange(paneWidths.minPx);
        else if (event.key === 'End') onChange(maxPx);
        else if (event.key === 'Enter') onChange(paneWidths.startPx);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
}
