import type { SourceState } from '@watchfloor/contract';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export interface SourceChipProps {
  /** Two letters: UA, KU, SE, LN. */
  mark: string;
  label: string;
  state: SourceState;
  /** Said behind the label: `answered 9 s ago`, `timed out at 14:02`. */
  detail?: ReactNode;
  title?: string | undefined;
  onPress?: (() => void) | undefined;
}

/** The word of each state; "complete" has none, quiet is grey. */
const sourceStateWords: Record<SourceState, string> = {
  complete: '',
  partial: 'partial',
  late: 'late',
  stale: 'stale',
  throttled: 'limited',
  unauthorised: 'refused',
  failed: 'failed',
  excluded: 'left out',
};

/** One source of an answer and how complete its part is. */
export function SourceChip({ mark, label, state, detail, title, onPress }: SourceChipProps) {
  const word = sourceStateWords[state];
  const content = (
    <>
      <SourceMark mark={mark} />
      <span className={cx('truncate', state === 'excluded' && 'text-muted line-through')}>{label}</span>
      {word !== '' && <span className={cx('font-medium', state !== 'excluded' && 'text-attention')}>{word}</span>}
      {detail !== undefined && <span className="truncate text-muted">{detail}</span>}
    </>
  );
  const look = 'flex h-6 min-w-0 items-center gap-1.5 rounded-control border border-line px-2';
  if (!onPress) {
    return (
      <span className={look} title={title}>
        {content}
      </span>
    );
  }
  return (
    <button type="button" className={cx(look, 'cursor-default hover:bg-surface')} title={title} onClick={onPress}>
      {content}
    </button>
  );
}

/** The two letters of a vendor, always at the same width. */
export function SourceMark({ mark, title }: { mark: string; title?: string | undefined }) {
  return (
    <span className="w-5 flex-none font-mono text-label text-muted" title={title}>
      {mark}
    </span>
  );
}
