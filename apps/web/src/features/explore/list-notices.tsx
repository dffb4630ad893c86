import type { ExploreQuery, ParameterProblem, Resource } from '@watchfloor/contract';
import { useState } from 'react';
import type { Clock } from '../../lib/list/clock.ts';
import { formatCount } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { type ListAbout, toStateWords } from './list-words.ts';
import { isMissing, type LoadedList } from './loaded-list.ts';
import { UnreadableDialog } from './unreadable-dialog.tsx';
import type { ListState, RefreshProblem } from './use-list.ts';

export interface ListNoticesProps {
  state: ListState;
  resource: Resource;
  query: ExploreQuery;
  ignored: readonly ParameterProblem[];
  onForgetIgnored: () => void;
  clock: Clock;
  /** Time of the last row where the list is newest first. */
  lastAt: number | null;
}

/** What of the answer is not as it should be, one line each; nothing when all is well. */
export function ListNotices(props: ListNoticesProps) {
  const { state, resource, ignored, clock } = props;
  const { list, error } = state;
  const [showsRaw, setShowsRaw] = useState(false);
  const about = { resource, rows: list?.rows.length ?? 0, lastAt: props.lastAt, isAscending: state.isAscending, clock };
  const unapplied = list?.source.unapplied ?? [];
  return (
    <>
      {ignored.length > 0 && (
        <Notice
          tone="plain"
          action={
            <Button size={24} onPress={props.onForgetIgnored}>
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
      {error && list && (
        <SourceNotice state={state} clock={clock} lead={error.message} rest="The rows below stay." tone="problem" />
      )}
      {list && !error && <StateNotice list={list} state={state} about={about} clock={clock} />}
      {list?.gaps.map((gap) => {
        const words = toStateWords(gap, about);
        return words && gap.code !== list.source.code ? (
          <Notice key={gap.code ?? gap.state} tone="attention">
            <span className="font-medium">{words.lead}</span> <span className="text-muted">{words.rest}</span>
          </Notice>
        ) : null;
      })}
      {state.refreshProblem !== undefined && list && (
        <RefreshNotice problem={state.refreshProblem} list={list} state={state} about={about} clock={clock} />
      )}
      {unapplied.length > 0 && (
        <Notice tone="attention">
          <span className="font-medium">Nobody could apply {toLabels(unapplied, resource)}.</span>{' '}
          <span className="text-muted">Rows that may not match are kept below.</span>
        </Notice>
      )}
      {list && list.unreadable.length > 0 && (
        <Notice
          tone="attention"
          action={
            <Button size={24} onPress={() => setShowsRaw(true)}>
              Show raw
            </Button>
          }
        >
          <span className="font-medium">
            {list.unreadable.length === 1 ? '1 record' : `${formatCount(list.unreadable.length)} records`} could not be
            read.
          </span>{' '}
          <span className="text-muted">{list.unreadable.length === 1 ? 'It' : 'They'} may match.</span>
        </Notice>
      )}
      {showsRaw && list && <UnreadableDialog records={list.unreadable} onClose={() => setShowsRaw(false)} />}
    </>
  );
}

function StateNotice({
  list,
  state,
  about,
  clock,
}: {
  list: LoadedList;
  state: ListState;
  about: ListAbout;
  clock: Clock;
}) {
  const words = toStateWords(list.source, about);
  if (!words) return null;
  // Without rows the same words stand in the list's place.
  if (isMissing(list.source) && list.rows.length === 0) return null;
  return <SourceNotice state={state} clock={clock} {...words} canRetry={isMissing(list.source)} />;
}

/** The rows stay; the source that did not give newer ones is named. */
function RefreshNotice(props: {
  problem: RefreshProblem;
  list: LoadedList;
  state: ListState;
  about: ListAbout;
  clock: Clock;
}) {
  const { problem, list, state, about, clock } = props;
  const words = problem.source && toStateWords(problem.source, about);
  const said = problem.source ? problem.source.message : problem.message;
  return (
    <Notice
      tone="attention"
      action={
        <Button size={24} onPress={state.onRefresh} isDisabled={state.isRefreshing}>
          {state.isRefreshing ? 'Asking' : 'Retry'}
        </Button>
      }
    >
      <span className="font-medium">{words && `${words.lead} `}The list could not be read anew.</span>{' '}
      <span className="text-muted">
        {said !== undefined && <HostileText text={`${said.trim()} `} cut="none" canShowAll={false} />}
        The rows below are as of {clock(list.asOf)}; newer ones are missing.
      </span>
    </Notice>
  );
}

interface SourceNoticeProps {
  state: ListState;
  clock: Clock;
  lead: string;
  rest: string;
  tone: 'attention' | 'problem';
  canRetry?: boolean;
}

function SourceNotice({ state, clock, lead, rest, tone, canRetry = true }: SourceNoticeProps) {
  return (
    <Notice
      tone={tone}
      action={
        canRetry && (
          <Button size={24} onPress={state.onRetry} isDisabled={state.isReading}>
            {state.isReading ? 'Asking' : 'Retry'}
          </Button>
        )
      }
    >
      <span className="font-medium">{lead}</span>{' '}
      <span className="text-muted">
        <HostileText text={rest} cut="none" /> {canRetry && <NextTry state={state} clock={clock} />}
      </span>
    </Notice>
  );
}

/** When it is asked again without a hand. */
export function NextTry({ state, clock }: { state: ListState; clock: Clock }) {
  if (state.isReading) return 'Asking again.';
  return state.retryAt === undefined ? null : `Asking again at ${clock(state.retryAt)}.`;
}

function toLabels(names: readonly string[], resource: Resource): string {
  return names.map((name) => resource.filters.find((one) => one.name === name)?.label.toLowerCase() ?? name).join(', ');
}
