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
  /** Marks each occurrence, ignoring case. */
  highlight?: string | undefined;
  className?: string | undefined;
}

/**
 * Text that somebody else wrote, an attacker included: hidden and rearranging characters show as labelled marks, its
 * direction ends where it ends, and the whole stands in the title.
 */
export function HostileText({ text, cut = 'end', tail = 8, mono, lines, highlight, className }: HostileTextProps) {
  const font = mono === true && 'font-mono';
  if (cut === 'none') {
    return (
      <bdi className={cx('break-words', lines === true && 'whitespace-pre-wrap', font, className)}>
        {toNodes(toVisible(text, lines), highlight)}
      </bdi>
    );
  }
  const title = toVisibleText(text);
  if (cut === 'end' || text.length <= tail * 2) {
    return (
      <bdi className={cx('block truncate', font, className)} title={title}>
        {toNodes(toVisible(text), highlight)}
      </bdi>
    );
  }
  const [head, end] = splitTail(text, tail);
  return (
    <bdi className={cx('flex min-w-0', font, className)} title={title}>
      <span className="truncate whitespace-pre">{toNodes(toVisible(head), highlight)}</span>
      <span className="flex-none whitespace-pre">{toNodes(toVisible(end), highlight)}</span>
    </bdi>
  );
}

/** An address, hash, path, id or command. */
export function Mono(props: Omit<HostileTextProps, 'mono'>) {
  return <HostileText {...props} mono cut={props.cut ?? 'middle'} />;
}

/** Text with each occurrence of `query` marked, ignoring case. */
export function Highlight({ text, query }: { text: string; query: string }) {
  return <HostileText text={text} highlight={query} />;
}

function toNodes(parts: VisiblePart[], highlight?: string): ReactNode {
  return parts.map((part, index) => {
    // Parts have no identity of their own and never move.
    const key = index;
    if (part.kind === 'text') return highlight ? <Marked key={key} text={part.text} query={highlight} /> : part.text;
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

function Marked({ text, query }: { text: string; query: string }) {
  const nodes: ReactNode[] = [];
  const [hay, needle] = [text.toLowerCase(), query.toLowerCase()];
  // Lower case can have another length (İ): positions would then point elsewhere.
  if (hay.length !== text.length || needle === '') return text;
  let from = 0;
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, from)) {
    nodes.push(
      text.slice(from, at),
      <mark key={at} className="bg-selected font-semibold text-text underline">
        {text.slice(at, at + needle.length)}
      </mark>,
    );
    from = at + needle.length;
  }
  nodes.push(text.slice(from));
  return nodes;
}
