import type { QueueNews } from '@watchfloor/contract';
import type { Clock } from '../../lib/list/clock.ts';
import { formatCount } from '../../lib/time.ts';
import { formatDuration } from '../../ui/time-format.ts';
import { toAllWords } from './source-words.ts';

type Waiting = Pick<QueueNews, 'added' | 'changed' | 'sources'>;

/**
 * `Nothing new since 13:58. All four sources answered 9 s ago`; undefined unless all of it is so.
 * @param readAt when the list was read
 */
export function toQuietWords(
  { added, changed, sources }: Waiting,
  { readAt, now, clock }: { readAt: number; now: number; clock: Clock },
): string | undefined {
  const isQuiet = added === 0 && changed === 0;
  if (!isQuiet || sources.length === 0 || sources.some(({ state }) => state !== 'complete')) return undefined;
  // The one whose answer is oldest: the others know better.
  const answered = Math.min(...sources.map(({ asOf }) => asOf));
  const ago = formatDuration(Math.max(1_000, now - answered));
  return `Nothing new since ${clock(readAt)}. ${toAllWords(sources.length)} answered ${ago} ago`;
}

/** `4 arrived late; the oldest happened 3 h 42 min ago`. */
export function toLateWords({ count, oldest }: NonNullable<QueueNews['late']>, now: number): string {
  const ago = `${formatDuration(Math.max(0, now - oldest))} ago`;
  return count === 1
    ? `1 arrived late; it happened ${ago}`
    : `${formatCount(count)} arrived late; the oldest happened ${ago}`;
}
