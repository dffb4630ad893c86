import type { ExploreQuery, Resource } from '@watchfloor/contract';
import type { ReactNode } from 'react';
import { toChips } from '../../lib/list/chips.ts';
import type { Clock } from '../../lib/list/clock.ts';
import { withFilter } from '../../lib/list/filter-edits.ts';
import { formatCount } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { NextTry } from './list-notices.tsx';
import { toStateWords } from './list-words.ts';
import { isMissing } from './loaded-list.ts';
import type { ListState } from './use-list.ts';

export interface EmptyListProps {
  state: ListState;
  resource: Resource;
  query: ExploreQuery;
  onQuery: (query: ExploreQuery) => void;
  clock: Clock;
}

/** Stands in the list's place. "No match" is said only where the source answered in full. */
export function EmptyList({ state, resource, query, onQuery, clock }: EmptyListProps) {
  const { list, error } = state;
  const retry = (
    <Button look="plain" onPress={state.onRetry} isDisabled={state.isReading}>
      {state.isReading ? 'Asking' : 'Retry'}
    </Button>
  );
  if (error) {
    return (
      <Words lead={error.message} action={error.code === 'bad_range' ? undefined : retry}>
        {error.problem?.errors?.map((one) => `${one.parameter}: ${one.detail}`).join(' ')}{' '}
        <NextTry state={state} clock={clock} />
        {error.problem && <span className="block">Request {error.problem.requestId}</span>}
      </Words>
    );
  }
  if (!list) return null;
  const name = resource.label.toLowerCase();
  const words = toStateWords(list.source, { resource, rows: 0, lastAt: null, clock });
  if (words && isMissing(list.source)) {
    return (
      <Words lead={`Cannot say yet. ${words.lead}`} action={retry}>
        <HostileText text={words.rest} cut="none" /> <NextTry state={state} clock={clock} />
      </Words>
    );
  }
  if (list.hasMore) {
    return (
      <Words
        lead={`Cannot say yet. ${formatCount(list.looked.rows)} ${name} were looked through${list.looked.backTo === null ? '' : ` back to ${clock(list.looked.backTo)}`}; none matches.`}
        action={
          state.isStopped ? (
            <Button look="plain" onPress={state.onContinue}>
              Look further
            </Button>
          ) : (
            <Button look="plain" onPress={state.onStop}>
              Stop
            </Button>
          )
        }
      >
        {state.isStopped ? 'Older ones were not looked at.' : 'Looking further.'}
      </Words>
    );
  }
  if (words || list.gaps.length > 0 || list.unreadable.length > 0) {
    return (
      <Words lead={`No ${name} were found, and some may be missing.`} action={retry}>
        {words?.rest ?? ''}
      </Words>
    );
  }
  const chips = toChips(query, resource);
  return (
    <Words
      lead={`No ${name} match.`}
      action={
        chips.length > 0 && (
          <Button look="plain" onPress={() => onQuery(withoutLast(query))}>
            Remove {chips.at(-1)?.mode === 'exclude' ? 'NOT ' : ''}
            {chips.at(-1)?.field.toLowerCase()}
          </Button>
        )
      }
    >
      {list.source.label} answered in full at {clock(list.source.asOf)}.
    </Words>
  );
}

function withoutLast(query: ExploreQuery): ExploreQuery {
  const name = Object.keys(query.filters).at(-1);
  return name === undefined ? query : withFilter(query, name, { include: [], exclude: [] });
}

function Words({ lead, children, action }: { lead: string; children: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-3 px-6 py-24 text-center">
      <div className="max-w-[520px] text-prose">
        <p className="font-medium">{lead}</p>
        <p className="text-muted">{children}</p>
      </div>
      {action}
    </div>
  );
}
