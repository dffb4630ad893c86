import type { Access, OidcProblem, Role } from '@watchfloor/contract';
import { ApiError } from '../../lib/api.ts';
import { formatDuration, formatTime } from '../../ui/time-format.ts';

export const roleWords: Record<Role, { label: string; may: string }> = {
  viewer: { label: 'Viewer', may: 'Reads' },
  analyst: { label: 'Analyst', may: 'Reads, keeps own views and links' },
  lead: { label: 'Lead', may: 'Also shares views' },
  admin: { label: 'Administrator', may: 'Also manages connections and people, reads the audit log' },
};

const problemWords: Record<OidcProblem, string> = {
  provider_failed:
    'The identity provider could not be asked, or its answer could not be trusted. Try again, or tell an administrator.',
  provider_refused: 'The identity provider did not let you in: it was cancelled, or you may not use Watchfloor.',
  expired: 'Signing in took longer than five minutes, or was begun in another browser. Begin again.',
  no_role: 'The identity provider gives you no role in Watchfloor. An administrator has to give you one there.',
  disabled: 'Your access to Watchfloor is disabled. An administrator can enable it.',
};

/** What went before, told on the way back from the identity provider. */
export function toProblemWords(problem: unknown): string | undefined {
  return Object.hasOwn(problemWords, String(problem)) ? problemWords[problem as OidcProblem] : undefined;
}

/** Why signing in did not work. @param now epoch ms */
export function toSignInWords(error: unknown, now: number, zone: string): string {
  if (!(error instanceof ApiError)) return String(error);
  if (error.code === 'bad_sign_in') return 'Mail address or password is not right. Nobody was signed in.';
  if (error.code !== 'too_many_tries') return error.message;
  const retryAt = error.problem?.retryAt;
  if (retryAt === undefined) return 'Too many wrong passwords. Try again in a few minutes.';
  return retryAt > now
    ? `Too many wrong passwords. The next try is possible at ${formatTime(retryAt, zone, now)}, in ${formatDuration(retryAt - now)}.`
    : 'You can try again now.';
}

export interface NamedConnection {
  id: string;
  label: string;
}

/** What somebody sees, in words. */
export function toAccessWords(access: Access, connections: readonly NamedConnection[]): string {
  if (access === 'all') return 'Every connection';
  if (access.length === 0) return 'No connection';
  const names = access.map((id) => connections.find((one) => one.id === id)?.label ?? id);
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}
