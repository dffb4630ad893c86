import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import type { Mark, QueueChanges } from '@watchfloor/contract';
import { useEffect, useState } from 'react';
import { createGate } from '../../lib/live/gate.ts';
import { connectLive, type LiveState } from '../../lib/live/live.ts';
import { useStable } from '../../lib/use-stable.ts';
import { type Lists, latestMarks } from './latest-marks.ts';

/** What waits is counted anew at most so often while changes come. */
const newsGapMs = 1_000;
const newsGapHiddenMs = 30_000;

export interface LiveQueueOptions {
  /** Whose session it is; changes are told to nobody else. Undefined: nobody's. */
  person: string | undefined;
  /** Findings that are just being decided here. */
  isDeciding: (uid: string) => boolean;
  /** What is known of these findings is older than what was told; the lists still show it. */
  onMarks: (marks: ReadonlyMap<string, Mark>) => void;
}

export interface LiveQueue {
  state: LiveState;
  /** More was decided than is told one by one: what was read before this change number may be old. */
  behind: number | undefined;
}

/** Changes of others as they happen: marks in place, and what waits behind the pill counted anew. */
export function useLiveQueue({ person, ...options }: LiveQueueOptions): LiveQueue {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>({ kind: 'starting' });
  const [behind, setBehind] = useState<number>();
  const isDeciding = useStable(options.isDeciding);
  const onMarks = useStable(options.onMarks);

  useEffect(() => {
    if (person === undefined) return undefined;
    const over = new AbortController();
    const countNews = createGate(() => askNews(client), {
      gapMs: newsGapMs,
      gapHiddenMs: newsGapHiddenMs,
      signal: over.signal,
    });
    let isOwed = false;
    /** A page that nobody sees is drawn when somebody does. */
    const put = () => {
      isOwed = document.hidden;
      if (!isOwed) latestMarks.put(client, isDeciding);
    };
    document.addEventListener('visibilitychange', () => isOwed && put(), { signal: over.signal });
    const live = connectLive(person, {
      onChanges(changes: QueueChanges) {
        if (changes.kind === 'anew') setBehind(changes.change);
        else if (changes.marks.length > 0) {
          latestMarks.tell(changes.marks);
          onMarks(new Map(changes.marks.flatMap(({ uid, mark }) => (isDeciding(uid) ? [] : [[uid, mark]]))));
          put();
        }
        countNews();
      },
      onState: setState,
      onSignedOut: () => void askNews(client),
    });
    const cover = () => {
      for (const [, data] of client.getQueriesData<Lists>({ queryKey: ['queue', 'list'] })) {
        if (data?.pages[0]) live.cover(data.pages[0].snapshot);
      }
    };
    cover();
    // An answer that was under way is older than what was told meanwhile.
    const unsubscribe = client.getQueryCache().subscribe((event) => {
      if (event.type !== 'updated' || event.action.type !== 'success') return;
      const [queue, list] = event.query.queryKey as readonly unknown[];
      if (queue !== 'queue' || list !== 'list') return;
      cover();
      put();
    });
    return () => {
      over.abort();
      unsubscribe();
      live.end();
    };
  }, [client, person, isDeciding, onMarks]);

  return { state, behind };
}

/** An answer of 401 leads to the sign-in page, as every other one does. */
async function askNews(client: QueryClient): Promise<void> {
  await client.refetchQueries({ queryKey: ['queue', 'news'], type: 'active' }, { cancelRefetch: false });
}
