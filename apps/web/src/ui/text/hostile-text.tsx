import type { ReactNode } from 'react';
import { cx } from '../cx.ts';
import { splitTail, toVisible, toVisibleText, type VisiblePart } from './visible.ts';

export interface HostileTextProps {
  text: string;
  /** Where it is cut when room is short. `middle` keeps the end in view: paths, hashes, host names. */
  cut?: 'end' | 'middle' | 'none' | undefined;
  /** Characters that stay at the end with `cut="middle"`. */
  tail?: number | undefined;
  mono?: boolean | undefined;
  /** Keeps line feeds as lines. */
  lines?: boolean | undefined;
  className?: string | undefined;
}

/**
 * Text that somebody else wrote, an attacker included: hidden and rearranging characters show as labelled marks, its
 * direction ends where it ends, and the whole stands in the title.
 */
export function HostileText({ text, cut = 'end', tail = 8, mono, lines, className }: HostileTextProps) {
  const font = mono === true && 'font-mono';
  if (cut === 'none') {
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
