import type { ExploreQuery, Resource } from '@watchfloor/contract';
import type { ReactNode } from 'react';
import { toChips } from '../../lib/list/chips.ts';
import type { Clock } from '../../lib/list/clock.ts';
import { withFilter } from '../../lib/list/filter-edits.ts';
import { formatCount } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { toAllWords, toCountWords, toToldSources } from './source-words.ts';
import type { QueueState } from './use-queue.ts';

export interface QueueEmptyProps {
  state: QueueState;
  resource: Resource;
  query: ExploreQuery;
  onQuery: (query: ExploreQuery) => void;
  now: number;
  clock: Clock;
}

/** Stands in the list's place. "No findings match" is said only where every source was read whole. */
export function QueueEmpty({ state, resource, query, onQuery, now, clock }: QueueEmptyProps) {
  const { list, error } = state;
  const retry = (
    <Button look="plain" onPress={state.onRefresh} isDisabled={state.isRefreshing || state.isReading}>
      {state.isRefreshing || state.isReading ? 'Asking' : 'Retry'}
    </Button>
  );
  if (error && !list) {
    return (
      <Words lead={error.message} action={error.code === 'bad_range' ? undefined : retry}>
        {error.problem?.errors?.map((one) => `${one.parameter}: ${one.detail}`).join(' ')}
        {error.problem && <span className="block">Request {error.problem.requestId}</span>}
      </Words>
    );
  }
  if (!list) return null;
  // As the list was answered: a source that came back since was not looked through for it.
  const wanting = list.sources.filter(({ state }) => state !== 'complete' && state !== 'excluded');
  if (wanting.length > 0) {
    const whole = list.sources.length - wanting.length;
    return (
      <Words lead="Cannot say yet." action={retry}>
        {whole > 0 && `${toCountWords(whole)} no match. `}
        <HostileText
          cut="none"
          text={toToldSources(wanting, { range: list.range, now, clock })
            .map(({ lead, rest }) => `${lead} ${rest}`)
            .join(' ')}
        />
      </Words>
    );
  }
  if (list.sources.length === 0) {
    return <Words lead="Cannot say: no source was asked.">The filters leave every connection out.</Words>;
  }
  const last = toChips(query, resource, false).at(-1);
  const without = countWithout(query, state.facets);
  const asOf = Math.min(...list.sources.map((source) => source.asOf));
  return (
    <Words
      lead="No findings match."
      action={
        last && (
          <Button look="plain" onPress={() => onQuery(withoutLast(query))}>
            Remove {last.mode === 'exclude' ? 'NOT ' : ''}
            {last.field.toLowerCase()}
          </Button>
        )
      }
    >
      {toAllWords(list.sources.length)} {list.sources.length === 1 ? 'is' : 'are'} read in full up to {clock(asOf)}.
      {last && without !== undefined && ` Without ${last.field.toLowerCase()} there are ${formatCount(without)}.`}
    </Words>
  );
}

/** What the last filter leaves out: its facet is counted under all the others. One finding may have several techniques. */
function countWithout(query: ExploreQuery, facets: QueueState['facets']): number | undefined {
  const name = Object.keys(query.filters).at(-1);
  const facet = name === 'technique' ? undefined : facets?.facets.find(({ filter }) => filter === name);
  return facet?.values.reduce((sum, { count }) => sum + count, 0);
}

function withoutLast(query: ExploreQuery): ExploreQuery {
  const name = Object.keys(query.filters).at(-1);
  return name === undefined ? query : withFilter(query, name, { include: [], exclude: [] });
}

function Words({ lead, children, action }: { lead: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-3 px-6 py-24 text-center">
      <div className="max-w-[560px] text-prose">
        <p className="font-medium">{lead}</p>
        <p className="text-muted">{children}</p>
      </div>
      {action}
    </div>
  );
}
