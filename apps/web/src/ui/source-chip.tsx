import type { SourceState } from '@watchfloor/contract';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export interface SourceStandingProps {
  /** Two letters: UA, KU, SE, LN. */
  mark: string;
  label: string;
  state: SourceState;
  /** Said behind the label: `answered 9 s ago`, `timed out at 14:02`. */
  detail?: ReactNode;
  /** The one whose rows are on the screen. */
  isCurrent?: boolean | undefined;
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

/** One source and how complete its part is: grey while it is quiet. */
export function SourceStanding({ mark, label, state, detail, isCurrent = false }: SourceStandingProps) {
  const word = sourceStateWords[state];
  return (
    <>
      <SourceMark mark={mark} />
      <span className={cx('truncate', !isCurrent && 'text-muted', state === 'excluded' && 'text-muted line-through')}>
        {label}
      </span>
      {word !== '' && (
        <span className={cx('flex-none font-medium', state !== 'excluded' && 'text-attention')}>{word}</span>
      )}
      {detail !== undefined && <span className="truncate text-muted">{detail}</span>}
    </>
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
