import type { Outcome } from '@watchfloor/contract';
import { cx } from './cx.ts';

const outcomeWords: Record<Outcome, string> = {
  stopped: 'Stopped',
  not_stopped: 'Not stopped',
  allowed: 'Allowed',
  denied: 'Denied',
  not_stated: '—',
};

export interface OutcomeWordProps {
  outcome: Outcome;
  /** The vendor's field it was read from; shown in the title. */
  from?: string | undefined;
  className?: string | undefined;
}

/** What became of it. Only "not stopped" is bold: it is the one that wants a hand. */
export function OutcomeWord({ outcome, from, className }: OutcomeWordProps) {
  const said = outcome === 'not_stated' ? 'The vendor does not say what became of it' : undefined;
  return (
    <span
      className={cx(outcome === 'not_stopped' && 'font-semibold', outcome === 'not_stated' && 'text-muted', className)}
      title={said ?? (from === undefined ? undefined : `From ${from}`)}
    >
      {outcomeWords[outcome]}
    </span>
  );
}
