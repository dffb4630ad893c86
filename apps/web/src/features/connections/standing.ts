import type { ConnectionHealth, SourceState } from '@watchfloor/contract';
import { formatDuration } from '../../ui/time-format.ts';
import { isPaused } from './health-words.ts';

/** How a connection stands, as its chip says it. */
export interface Standing {
  state: SourceState;
  /** Behind its name: `answered 9 s ago`. */
  detail: string | undefined;
  /** The whole of it, for the title. */
  title?: string | undefined;
}

/** How the list on the screen was answered; said of its connection instead of the connection's own health. */
export interface ListStanding extends Standing {
  /** Epoch ms. */
  asOf: number | undefined;
}

/**
 * A list that is not complete says more of its connection than the connection's health does; one that was answered in
 * full after the connection began to fail says that it no longer does.
 */
export function toStanding(health: ConnectionHealth, list: ListStanding | undefined, now: number): Standing {
  if (list && list.state !== 'complete') return list;
  if (list?.detail !== undefined) return list;
  if (list?.asOf === undefined || list.asOf < (health.failingSince ?? 0)) return toHealthStanding(health, now);
  // Health is asked for every now and then; the list knows of a later answer.
  const lastAnswerAt = Math.max(list.asOf, health.lastAnswerAt ?? 0);
  return toHealthStanding({ ...health, state: 'answering', lastAnswerAt }, now);
}

function toHealthStanding(health: ConnectionHealth, now: number): Standing {
  const { state, lastAnswerAt, failingSince, retryAt, lastError } = health;
  const since = failingSince === null ? undefined : `for ${formatDuration(Math.max(0, now - failingSince))}`;
  const title = lastError?.message;
  switch (state) {
    case 'not_asked':
      return isPaused(health)
        ? { state: 'excluded', detail: 'paused', title }
        : { state: 'complete', detail: 'not asked yet' };
    case 'answering':
      return { state: 'complete', detail: toAnswered(lastAnswerAt, now) };
    case 'failing':
      return { state: 'failed', detail: since, title };
    case 'throttled': {
      const again = retryAt !== null && retryAt > now ? `asked again in ${formatDuration(retryAt - now)}` : since;
      return { state: 'throttled', detail: again, title };
    }
    case 'refused':
      return { state: 'unauthorised', detail: since, title };
  }
}

/** Seconds would change before they are read. */
function toAnswered(at: number | null, now: number): string | undefined {
  if (at === null) return undefined;
  return now - at < 60_000 ? 'answers' : `answered ${formatDuration(now - at)} ago`;
}
