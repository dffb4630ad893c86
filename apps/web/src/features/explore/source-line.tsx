import type { Connection, Resource } from '@watchfloor/contract';
import { RotateCw, ScrollText } from 'lucide-react';
import { useNow } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { SourceChip } from '../../ui/source-chip.tsx';
import { formatDuration } from '../../ui/time-format.ts';
import { type Clock, toStateWords, toTotalTitle, toTotalWords } from './list-words.ts';
import type { ListState } from './use-list.ts';

export interface SourceLineProps {
  connection: Connection;
  resource: Resource;
  state: ListState;
  clock: Clock;
  showsAsked: boolean;
  onShowAsked: (shows: boolean) => void;
}

/** Who answered, how completely, how many, as of when; 28 px. */
export function SourceLine({ connection, resource, state, clock, showsAsked, onShowAsked }: SourceLineProps) {
  const { list } = state;
  const words = list && toStateWords(list.source, { resource, rows: list.rows.length, lastAt: null, clock });
  const isUnreachable = state.error !== undefined;
  return (
    <div className="flex h-8 flex-none items-center gap-2 border-b border-line px-3">
      <SourceChip
        mark={connection.vendorMark}
        label={connection.label}
        state={isUnreachable ? 'failed' : (list?.source.state ?? 'complete')}
        detail={list ? toDetail(state, clock) : state.isLoading ? 'is being asked' : undefined}
        title={words ? `${words.lead} ${words.rest}` : undefined}
      />
      {list && (
        <span className="whitespace-nowrap" title={toTotalTitle(list)}>
          {toTotalWords(list)} <span className="text-muted">{resource.label.toLowerCase()}</span>
        </span>
      )}
      <span className="flex-1" />
      {list && <AsOf at={list.asOf} clock={clock} />}
      <Button size={24} icon={RotateCw} onPress={state.onRefresh} isDisabled={state.isRefreshing || !list} hotkey="r">
        {state.isRefreshing ? 'Reading' : 'Load newer'}
      </Button>
      <Button size={24} icon={ScrollText} isPressed={showsAsked} onPress={() => onShowAsked(!showsAsked)}>
        What was asked
      </Button>
    </div>
  );
}

function toDetail(state: ListState, clock: Clock): string | undefined {
  const { list } = state;
  if (!list) return undefined;
  if (list.source.state === 'complete') return `answered ${clock(list.source.asOf)}`;
  return `since ${clock(list.source.asOf)}`;
}

/** The list is a snapshot: its age says when it is time for a new one. */
function AsOf({ at, clock }: { at: number; clock: Clock }) {
  const now = useNow();
  const ageMs = now - at;
  return (
    <span className="whitespace-nowrap text-muted">
      as of {clock(at)}
      {ageMs >= 60_000 && `, ${formatDuration(ageMs)} ago`}
    </span>
  );
}
