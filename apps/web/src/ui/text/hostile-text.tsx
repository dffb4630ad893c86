import { type ReactNode, useState } from 'react';
import { cx } from '../cx.ts';
import { cutAt, splitTail, toVisible, toVisibleText, type VisiblePart } from './visible.ts';

export interface HostileTextProps {
  text: string;
  /** Where it is cut when room is short. `middle` keeps the end in view: paths, hashes, host names. */
  cut?: 'end' | 'middle' | 'none' | undefined;
  /** Characters that stay at the end with `cut="middle"`. */
  tail?: number | undefined;
  mono?: boolean | undefined;
  /** Keeps line feeds as lines. */
  lines?: boolean | undefined;
  /** With `cut="none"`: longer text is shown to here, with a button for the rest. A person reads no more at once, and thousands of marks take seconds to lay out. */
  charsMax?: number | undefined;
  /** False where no button may stand: in a heading, a link, a live region. */
  canShowAll?: boolean | undefined;
  className?: string | undefined;
}

const longFrom = 2_000;

/**
 * Text that somebody else wrote, an attacker included: hidden and rearranging characters show as labelled marks, its
 * direction ends where it ends, and the whole stands in the title.
 */
export function HostileText(props: HostileTextProps) {
  const { text, cut = 'end', tail = 8, mono, lines, className, charsMax = longFrom } = props;
  const font = mono === true && 'font-mono';
  if (cut === 'none') {
    if (text.length > charsMax) return <LongText {...props} charsMax={charsMax} />;
    return (
      <bdi className={cx('break-words', lines === true && 'whitespace-pre-wrap', font, className)}>
        {toNodes(toVisible(text, lines))}
      </bdi>
    );
  }
  const title = toVisibleText(text);
  if (cut === 'end' || text.length <= tail * 2) {
    return (
      <bdi className={cx('block truncate', font, className)} title={title}>
        {toNodes(toVisible(text))}
      </bdi>
    );
  }
  const [head, end] = splitTail(text, tail);
  return (
    <bdi className={cx('flex min-w-0', font, className)} title={title}>
      <span className="truncate whitespace-pre">{toNodes(toVisible(head))}</span>
      <span className="flex-none whitespace-pre">{toNodes(toVisible(end))}</span>
    </bdi>
  );
}

/** Text of thousands of characters: its beginning, and the rest where a person asks for it. */
function LongText({
  text,
  mono,
  lines,
  className,
  charsMax,
  canShowAll = true,
}: HostileTextProps & { charsMax: number }) {
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? text : cutAt(text, charsMax);
  return (
    <bdi
      className={cx('break-words', lines === true && 'whitespace-pre-wrap', mono === true && 'font-mono', className)}
    >
      {toNodes(toVisible(shown, lines))}
      {!showsAll && '… '}
      {canShowAll && (
        <button
          type="button"
          aria-expanded={showsAll}
          onClick={() => setShowsAll(!showsAll)}
          className="focus-inset cursor-default rounded-control px-1 font-sans text-row font-medium text-accent hover:bg-raised"
        >
          {showsAll ? 'Show less' : `Show all ${numbers.format(text.length)} characters`}
        </button>
      )}
    </bdi>
  );
}

const numbers = new Intl.NumberFormat('en');

/** An address, hash, path, id or command. */
export function Mono(props: Omit<HostileTextProps, 'mono'>) {
  return <HostileText {...props} mono cut={props.cut ?? 'middle'} />;
}

function toNodes(parts: VisiblePart[]): ReactNode {
  return parts.map((part, index) => {
    // Parts have no identity of their own and never move.
    const key = index;
    if (part.kind === 'text') return part.text;
    return (
      <span
        key={key}
        title={part.title}
        className="mx-px inline-block rounded-control border border-attention px-[2px] font-mono text-[9px] leading-[11px] text-attention align-[1px]"
      >
        {part.label}
      </span>
    );
  });
}
