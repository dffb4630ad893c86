import type { Resource } from '@watchfloor/contract';
import type { ReactNode } from 'react';
import type { Clock } from '../../lib/list/clock.ts';
import { formatCount } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { isMissing } from './loaded-list.ts';
import type { ListState } from './use-list.ts';

/** Under the last row: that the end is reached, or how far was looked and how to stop or go on. */
export function ListFooter({ state, resource, clock }: { state: ListState; resource: Resource; clock: Clock }) {
  const { list } = state;
  if (!list) return null;
  if (isMissing(list.source) || state.error) return <Line>Further rows are not here yet.</Line>;
  if (list.hasMore) {
    return state.isStopped ? (
      <Line
        action={
          <Button size={24} onPress={state.onContinue}>
            Look further
          </Button>
        }
      >
        {toLooked(state, clock)} Stopped.
      </Line>
    ) : (
      <Line>{state.isReading ? 'Reading further' : ''}</Line>
    );
  }
  const whole = list.source.state === 'complete' && list.gaps.length === 0 && list.unreadable.length === 0;
  return (
    <Line>
      {whole
        ? `End of the range: ${formatCount(list.rows.length)} ${list.rows.length === 1 ? resource.singular : resource.label.toLowerCase()}, answered in full.`
        : 'End of what the source gave. Some may be missing.'}
    </Line>
  );
}

/** True while filtering here takes many rows for few: how far it got is then worth saying. */
export function isLooking({ list, isReading, isStopped }: ListState): boolean {
  if (!list?.hasMore || isMissing(list.source) || !(isReading || isStopped)) return false;
  return list.pages >= 2 && list.looked.rows >= list.rows.length * 4;
}

export function toLooked({ list, isAscending }: ListState, clock: Clock): string {
  if (!list) return '';
  const back = list.looked.backTo === null ? '' : ` ${isAscending ? 'up' : 'back'} to ${clock(list.looked.backTo)}`;
  return `Looked through ${formatCount(list.looked.rows)}${back}; ${formatCount(list.rows.length)} match.`;
}

function Line({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex h-9 items-center gap-2 px-3 text-muted">
      <span>{children}</span>
      {action}
    </div>
  );
}
