import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { Button } from '../button.tsx';
import { cx } from '../cx.ts';
import { HostileText } from '../text/hostile-text.tsx';
import { toChunks } from './chunks.ts';

export interface CodeBlockProps {
  /** As the vendor sent it. */
  text: string;
  label: string;
  /** Said at the head: "48 KB, cut". */
  note?: ReactNode;
  /** Copy, download. */
  actions?: ReactNode;
  /** Grows with its text up to here, then scrolls. */
  maxHeightPx?: number | undefined;
}

const linePx = 16;

/** A raw record. Only the lines in view are in the DOM: a record may have 16 MB. */
export function CodeBlock({ text, label, note, actions, maxHeightPx = 400 }: CodeBlockProps) {
  const [wraps, setWraps] = useState(true);
  const scroller = useRef<HTMLDivElement>(null);
  const chunks = useMemo(() => toChunks(text), [text]);
  const virtual = useVirtualizer({
    count: chunks.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => linePx,
    overscan: 20,
  });

  return (
    <div>
      <div className="flex h-8 items-center gap-1 px-2">
        <span className="min-w-0 flex-1 truncate text-muted">{note}</span>
        <Button size={24} isPressed={wraps} onPress={() => setWraps(!wraps)}>
          Wrap
        </Button>
        {actions}
      </div>
      <div
        ref={scroller}
        // A scrolled region without controls inside has to be reachable by key.
        tabIndex={0}
        role="region"
        aria-label={label}
        className="focus-inset overflow-auto border-y border-line bg-surface py-2 font-mono"
        style={{ maxHeight: maxHeightPx }}
      >
        <div className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => (
            <div
              key={item.key}
              data-index={item.index}
              ref={virtual.measureElement}
              className={cx(
                'absolute top-0 left-0 px-3',
                wraps ? 'w-full break-all whitespace-pre-wrap' : 'whitespace-pre',
              )}
              style={{ transform: `translateY(${item.start}px)`, minHeight: linePx }}
            >
              <HostileText text={chunks[item.index] ?? ''} cut="none" lines charsMax={Number.POSITIVE_INFINITY} />
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
