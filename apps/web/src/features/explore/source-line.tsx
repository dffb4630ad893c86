import type { Connection, Resource, SourceAnswer, SourceState } from '@watchfloor/contract';
import { RotateCw, ScrollText } from 'lucide-react';
import type { Clock } from '../../lib/list/clock.ts';
import { useNow } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { formatDuration } from '../../ui/time-format.ts';
import { isLooking, toLooked } from './list-footer.tsx';
import { toStateWords, toTotalTitle, toTotalWords } from './list-words.ts';
import { isMissing } from './loaded-list.ts';
import type { ListState } from './use-list.ts';

export interface SourceLineProps {
  resource: Resource;
  state: ListState;
  clock: Clock;
  showsAsked: boolean;
  onShowAsked: (shows: boolean) => void;
}

/** How many, as of when, and what was asked for them; 28 px. */
export function SourceLine({ resource, state, clock, showsAsked, onShowAsked }: SourceLineProps) {
  const { list } = state;
  // Of a list that was never answered there is neither a number nor an age.
  const isUnknown = list !== undefined && list.rows.length === 0 && isMissing(list.source);
  return (
    <div className="@container flex-none border-b border-line">
      <div className="flex h-7 items-center gap-2 px-3">
        {list && !isUnknown && <Amount state={state} resource={resource} clock={clock} />}
        <span className="flex-1" />
        {list && !isUnknown && <AsOf at={list.asOf} clock={clock} />}
        <Button size={24} icon={RotateCw} onPress={state.onRefresh} isDisabled={state.isRefreshing || !list} hotkey="r">
          {state.isRefreshing ? 'Reading' : 'Load newer'}
        </Button>
        <Button size={24} icon={ScrollText} isPressed={showsAsked} onPress={() => onShowAsked(!showsAsked)}>
          <span className="@max-[760px]:sr-only">What was asked</span>
        </Button>
      </div>
    </div>
  );
}

/** How the list was answered, for the chip of its connection. */
export function toListStanding(
  { list, error, isLoading, refreshProblem }: ListState,
  about: { connection: Connection; resource: Resource; clock: Clock },
): { state: SourceState; detail: string | undefined; title: string | undefined; asOf: number | undefined } {
  const { connection, resource, clock } = about;
  // What it answered last, be that newer rows which it did not give.
  const source = refreshProblem?.source ?? list?.source;
  const words = source && toStateWords(source, { resource, rows: list?.rows.length ?? 0, lastAt: null, clock });
  return {
    state: error === undefined ? (source?.state ?? 'complete') : 'failed',
    detail: source ? toDetail(source, connection, clock) : isLoading ? 'is being asked' : undefined,
    title: words ? `${words.lead} ${words.rest}` : error?.message,
    asOf: source?.asOf,
  };
}

/** How many; or, while most rows do not match, how far was looked. */
function Amount({ state, resource, clock }: { state: ListState; resource: Resource; clock: Clock }) {
  const { list } = state;
  if (!list) return null;
  if (isLooking(state)) {
    return (
      <span className="flex min-w-0 items-center gap-1" role="status">
        <span className="truncate">{toLooked(state, clock)}</span>
        <Button size={24} look="plain" onPress={state.isStopped ? state.onContinue : state.onStop}>
          {state.isStopped ? 'Look further' : 'Stop'}
        </Button>
      </span>
    );
  }
  return (
    <span className="truncate" title={toTotalTitle(list)}>
      {toTotalWords(list)}{' '}
      <span className="text-muted">
        {list.rows.length === 1 && !list.hasMore ? resource.singular : resource.label.toLowerCase()}
      </span>
    </span>
  );
}

/** Since when it is as its word says: as long as the connection has failed, not only since the last try. */
function toDetail({ state, asOf }: SourceAnswer, { health }: Connection, clock: Clock): string | undefined {
  if (state === 'complete') return undefined;
  return `since ${clock(Math.min(asOf, health.failingSince ?? asOf))}`;
}

/** The list is a snapshot: its age says when it is time for a new one. */
function AsOf({ at, clock }: { at: number; clock: Clock }) {
  const now = useNow();
  const ageMs = now - at;
  return (
    <span className="whitespace-nowrap text-muted @max-[640px]:hidden">
      as of {clock(at)}
      {ageMs >= 60_000 && `, ${formatDuration(ageMs)} ago`}
    </span>
  );
}
