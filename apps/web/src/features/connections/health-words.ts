import type { ConnectionHealth } from '@watchfloor/contract';
import { formatDuration } from '../../ui/time-format.ts';

/** What state a connection is in, since when, and what to do. */
export function toHealthSentence(health: ConnectionHealth, now: number): string {
  const since = health.failingSince === null ? '' : ` for ${formatDuration(Math.max(0, now - health.failingSince))}`;
  const again =
    health.retryAt !== null && health.retryAt > now ? ` Asked again in ${formatDuration(health.retryAt - now)}.` : '';
  switch (health.state) {
    case 'not_asked':
      return isPaused(health) ? 'Paused by an administrator' : 'Not asked yet';
    case 'answering':
      return 'Answers';
    case 'failing':
      return `Fails${since}.${again}`;
    case 'throttled':
      return `Its limit is used up.${again}`;
    case 'refused':
      return `Refuses the credentials${since}. An administrator has to replace them.`;
  }
}

/** Nobody asks it, so that it neither answers nor fails. */
export function isPaused({ state, lastError }: ConnectionHealth): boolean {
  return state === 'not_asked' && lastError?.code === 'paused';
}
