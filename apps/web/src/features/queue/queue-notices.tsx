import type { ParameterProblem, SourceAnswer } from '@watchfloor/contract';
import type { ReactNode } from 'react';
import type { Clock } from '../../lib/list/clock.ts';
import { formatCount } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { toToldSources } from './source-words.ts';
import type { QueueState } from './use-queue.ts';
import type { Waiting } from './use-waiting.tsx';

export interface QueueNoticesProps {
  state: QueueState;
  range: { from: number; to: number };
  now: number;
  clock: Clock;
  ignored: readonly ParameterProblem[];
  onForgetIgnored: () => void;
  /** Asks a connection now; undefined where the person may not. */
  onAsk: ((connection: string) => void) | undefined;
  waiting: Pick<Waiting, 'backs' | 'onForgetBacks'>;
  /** More was decided by others than is told one by one. */
  isBehind: boolean;
  onRefresh: () => void;
}

/** What of the answer is not as it should be: each source that is not whole by its name; nothing when all is well. */
export function QueueNotices({
  state,
  range,
  now,
  clock,
  ignored,
  onForgetIgnored,
  onAsk,
  ...rest
}: QueueNoticesProps) {
  const told = toToldSources(state.sources ?? [], { range, now, clock });
  return (
    <>
      {ignored.length > 0 && (
        <Notice
          tone="plain"
          action={
            <Button size={24} onPress={onForgetIgnored}>
              Clean the address
            </Button>
          }
        >
          <span className="font-medium">Part of this link was left out.</span>{' '}
          <HostileText
            cut="none"
            className="text-muted"
            text={ignored.map(({ parameter, detail }) => `${parameter}: ${detail}`).join(' ')}
          />
        </Notice>
      )}
      {state.list && (state.error ?? state.refreshError) && (
        <Notice tone="problem" action={<Retry onPress={state.onRefresh} isAsking={state.isRefreshing} />}>
          <span className="font-medium">{(state.error ?? state.refreshError)?.message}</span>{' '}
          <span className="text-muted">The rows below stay.</span>
        </Notice>
      )}
      {rest.isBehind && (
        <Notice
          tone="attention"
          action={
            <Button size={24} onPress={rest.onRefresh} isDisabled={state.isRefreshing}>
              Read anew
            </Button>
          }
        >
          <span className="font-medium">Very many decisions were made at once, too many to show row by row.</span>{' '}
          <span className="text-muted">The rows below may be older.</span>
        </Notice>
      )}
      {rest.waiting.backs.length > 0 && (
        <Notice
          tone="plain"
          action={
            <Button size={24} onPress={rest.waiting.onForgetBacks}>
              Dismiss
            </Button>
          }
        >
          <ul className="flex flex-col gap-1">
            {rest.waiting.backs.map((one) => (
              <li key={one.id}>
                <HostileText
                  text={`${one.label} is back since ${clock(one.at)}.`}
                  cut="none"
                  canShowAll={false}
                  className="font-medium"
                />{' '}
                <span className="text-muted">{toGapWords(one.added)}</span>
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {state.list !== undefined && state.list.notSearched > 0 && (
        <Notice tone="attention">
          <span className="font-medium">
            {state.list.notSearched.toLocaleString('en')} findings of this range cannot be searched yet.
          </span>{' '}
          <span className="text-muted">
            They were kept before and are being read now. They may match; ask again in a few minutes.
          </span>
        </Notice>
      )}
      {told.length > 0 && (
        <Notice tone="attention">
          <ul className="flex flex-col gap-1">
            {told.map(({ sources: [source], lead, rest }) => (
              <li key={source?.id}>
                <HostileText text={lead} cut="none" canShowAll={false} className="font-medium" />{' '}
                <HostileText text={rest} cut="none" canShowAll={false} className="text-muted" />{' '}
                {source && onAsk && canAsk(source) && (
                  <Button size={20} onPress={() => onAsk(source.connection)}>
                    Retry
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}

/** `3 findings from the gap were added.` */
export function toGapWords(added: number | undefined): string {
  if (added === undefined) return '';
  if (added === 0) return 'Nothing of this list was missed.';
  return added === 1 ? '1 finding from the gap was added.' : `${formatCount(added)} findings from the gap were added.`;
}

/** What is being read already needs no hand; a limit that is used up cannot be hurried. */
function canAsk({ state }: SourceAnswer): boolean {
  return state === 'failed' || state === 'stale' || state === 'unauthorised';
}

function Retry({ onPress, isAsking }: { onPress: () => void; isAsking: boolean }): ReactNode {
  return (
    <Button size={24} onPress={onPress} isDisabled={isAsking}>
      {isAsking ? 'Asking' : 'Retry'}
    </Button>
  );
}
