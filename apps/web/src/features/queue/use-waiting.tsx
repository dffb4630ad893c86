import type { ExploreQuery, Params } from '@watchfloor/contract';
import { type ReactNode, useMemo } from 'react';
import type { Clock } from '../../lib/list/clock.ts';
import { NewsPill } from './news-pill.tsx';
import { toNewsWords, toShown, toWaiting } from './news-words.ts';
import { toLateWords, toQuietWords } from './quiet-words.ts';
import { type Back, useBack } from './use-back.ts';
import type { QueueState } from './use-queue.ts';

export interface WaitingOptions {
  query: ExploreQuery;
  params: Params;
  state: QueueState;
  /** Of the list: changes up to here may not be shown in place. */
  isBehind: boolean;
  /** Whether its rows are what is looked at; of groups, no change shows in place. */
  showsRows: boolean;
  now: number;
  clock: Clock;
  onQuery: (query: ExploreQuery) => void;
  onRefresh: () => void;
}

export interface Waiting {
  pill: ReactNode | undefined;
  /** `1 critical · `, for the tab's title. */
  critical: string;
  /** That nothing waits, where that is so. */
  quiet: string | undefined;
  backs: readonly Back[];
  onForgetBacks: () => void;
}

/** What came since the list was read, as far as the list itself does not show it. */
export function useWaiting(options: WaitingOptions): Waiting {
  const { query, params, state, isBehind, showsRows, now, clock, onQuery, onRefresh } = options;
  const { list } = state;
  const back = useBack(params, state.news, list?.snapshot);
  const inPlace = showsRows && !isBehind;
  const shown = useMemo(() => (inPlace ? toShown(list?.rows ?? []) : noneShown), [inPlace, list?.rows]);
  const news = state.news && toWaiting(state.news, shown);
  const words = news && toNewsWords(news);
  // Of a range that has ended nothing new is to be expected, and that there is nothing says nothing.
  const isOpen = query.to === 'now' && list !== undefined;
  return {
    pill:
      words === undefined ? undefined : (
        <NewsPill
          words={words}
          late={news?.late ? toLateWords(news.late, now) : undefined}
          isReading={state.isRefreshing}
          onLoad={onRefresh}
          onShowLate={() => onQuery({ ...query, order: 'arrived-desc' })}
        />
      ),
    critical: news === undefined || news.critical === 0 ? '' : `${news.critical} critical · `,
    quiet: news && isOpen ? toQuietWords(news, { readAt: list.range.to, now, clock }) : undefined,
    backs: back.backs,
    onForgetBacks: back.forget,
  };
}

const noneShown: ReadonlySet<string> = new Set();
