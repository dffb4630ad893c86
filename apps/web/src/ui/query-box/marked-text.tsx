import { type RefObject, useEffect, useRef } from 'react';
import type { Remark } from './types.ts';

export interface MarkedTextProps {
  text: string;
  mark: Remark | undefined;
  /** The box above it, whose text it repeats unseen. */
  input: RefObject<HTMLInputElement | null>;
}

/** Underlines the part of a box's text in which something is wrong: a box cannot do that by itself. */
export function MarkedText({ text, mark, input }: MarkedTextProps) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = input.current;
    if (!box || !mark) return;
    const follow = () => {
      if (line.current) line.current.scrollLeft = box.scrollLeft;
    };
    follow();
    box.addEventListener('scroll', follow);
    return () => box.removeEventListener('scroll', follow);
  }, [input, mark]);
  if (!mark) return null;
  const { at, length } = mark;
  return (
    <div
      ref={line}
      aria-hidden
      className="pointer-events-none absolute inset-y-0 right-14 left-7 flex items-center overflow-hidden border-l border-transparent whitespace-pre text-transparent"
    >
      <span>{text.slice(0, at)}</span>
      <span
        data-mistake
        className="underline decoration-attention decoration-wavy decoration-1 underline-offset-4 [text-decoration-skip-ink:none]"
      >
        {text.slice(at, at + length)}
      </span>
      <span>{text.slice(at + length)}</span>
    </div>
  );
}
