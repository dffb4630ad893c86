import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import type { Params, QueueCountsAnswer } from '@watchfloor/contract';
import { getQueueCounts } from '../../lib/api.ts';
import { formatCount } from '../../lib/time.ts';

const everyMs = 15_000;
/** Counting takes at most this part of a server's time for one page. */
const share = 1 / 20;
/** After what was done here, several at once being one. */
const soonMs = 1_500;

const queryKey = ['queue', 'counts'] as const;

/**
 * How many findings each view finds; one that keeps no range, in `range`. Not asked while nobody sees the page, and the
 * less often the longer it takes.
 * @param saved names the saved views as they are kept
 */
export function countsOptions(saved: string, range: { from: string; to: string } | undefined) {
  return queryOptions({
    queryKey: [...queryKey, saved, range?.from, range?.to] as const,
    queryFn: async ({ signal }) => {
      const begun = performance.now();
      const answer = await getQueueCounts(range, signal);
      return { ...answer, tookMs: performance.now() - begun };
    },
    refetchInterval: ({ state }) => Math.max(everyMs, (state.data?.tookMs ?? 0) / share),
    placeholderData: keepPreviousData,
  });
}

let soon: ReturnType<typeof setTimeout> | undefined;

/** What was decided or read here changes what is counted. */
export function refreshCounts(client: QueryClient): void {
  soon ??= setTimeout(() => {
    soon = undefined;
    void client.invalidateQueries({ queryKey });
  }, soonMs);
}

export interface ViewCount {
  findings: number;
  /** What it counts, and as of when. */
  words: string;
}

/** @param clock turns epoch ms into the time that is shown */
export function toViewCount(
  { id, params }: { id: string; params: Params },
  answer: QueueCountsAnswer | undefined,
  clock: (at: number) => string,
): ViewCount | undefined {
  const findings = answer?.counts.find(({ view }) => view === id)?.findings;
  if (findings === undefined) return undefined;
  const closed = [params.not_status].flat();
  const isOpen = closed.includes('resolved') && closed.includes('suppressed');
  const what = `${isOpen ? 'open ' : ''}${findings === 1 ? 'finding' : 'findings'}`;
  return { findings, words: `${formatCount(findings)} ${what}, exact, as of ${clock(answer?.at ?? 0)}` };
}
