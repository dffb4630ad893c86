import { type AuditEntry, type AuditVerdict, auditActorKinds } from '@watchfloor/contract';
import { formatCount } from '../../lib/time.ts';

/** What the actions of the log are called; one that is newer than this list keeps its own name. */
const actionWords: Record<string, string> = {
  'session.begin': 'Signed in',
  'session.end': 'Session ended',
  'session.refuse': 'Sign-in refused',
  'person.create': 'Person added',
  'person.change': 'Person changed',
  'account.add': 'Way to sign in added',
  'account.change': 'Password changed',
  'role.change_access': 'What a role sees changed',
  'link.create': 'Link made',
  'link.use': 'One-time link used',
  'view.create': 'View saved',
  'view.change': 'View changed',
  'view.rename': 'View renamed',
  'view.delete': 'View deleted',
  'view.restore': 'View brought back',
  'view.order': 'Views put in order',
  'view.default': 'First view chosen',
  'connection.create': 'Connection added',
  'connection.change': 'Connection changed',
  'connection.delete': 'Connection removed',
  'connection.test': 'Connection tested',
  'source.verify': 'Source verified',
  'source.read': 'Range read',
  'source.stop': 'Reading stopped',
  'key.rotate': 'Master key changed',
  'database.backup': 'Backup taken',
  'database.restore': 'Database restored',
  'audit.export': 'Audit log exported',
  'audit.verify': 'Audit log verified',
};

export function toActionWords(action: string): string {
  return actionWords[action] ?? action;
}

/** What was done, as exactly as the entry says it. */
export function toEntryWords({ action, actor, target, detail }: AuditEntry): string {
  if (action !== 'session.end') return toActionWords(action);
  if (detail.expired === true) return 'Session ran out';
  return actor.id !== null && actor.id === target?.id ? 'Signed out' : toActionWords(action);
}

/** The filter's choices by what they are about: `view`, then `view.change`. */
export function toActionGroups(actions: readonly string[]): { group: string; actions: string[] }[] {
  const groups = Map.groupBy(actions, (action) => action.split('.')[0] ?? action);
  return [...groups].map(([group, members]) => ({ group, actions: members }));
}

/** What an entry is about: the name that the entry itself gives it, else its id. */
export function toTargetWords(
  { target, detail, actor }: AuditEntry,
  people: ReadonlyMap<string, string>,
): string | undefined {
  if (!target) return undefined;
  if (target.kind === 'person')
    return target.id === actor.id ? actor.name : (people.get(target.id) ?? nameIn(detail) ?? target.id);
  return nameIn(detail) ?? target.id;
}

export function toPeopleNames(actors: readonly { id: string; name: string }[]): ReadonlyMap<string, string> {
  const kinds: readonly string[] = Object.values(auditActorKinds);
  return new Map(actors.filter(({ id }) => !kinds.includes(id)).map(({ id, name }) => [id, name]));
}

function nameIn(detail: AuditEntry['detail']): string | undefined {
  for (const part of [detail.after, detail.before, detail]) {
    if (typeof part !== 'object' || part === null) continue;
    const { name, label } = part as { name?: unknown; label?: unknown };
    if (typeof name === 'string') return name;
    if (typeof label === 'string') return label;
  }
  return undefined;
}

/** The verdict in words: what was checked, what is wrong, what it means. */
export function toVerdictWords(verdict: AuditVerdict): { isWell: boolean; lines: string[] } {
  const { intact, sealed, unsealed, sealing, heads, head, faults } = verdict;
  if (!sealing && sealed === 0) {
    return {
      isWell: false,
      lines: [
        `Nothing is sealed: the server has no lasting key. ${count(unsealed, 'entry', 'entries')} could be changed unnoticed.`,
        'Set WATCHFLOOR_KEY or WATCHFLOOR_KEY_FILE; from then on everything is sealed.',
      ],
    };
  }
  const open =
    unsealed === 0
      ? []
      : [
          sealing
            ? `${count(unsealed, 'entry was', 'entries were')} written within the last moments and not sealed yet.`
            : `${count(unsealed, 'entry is', 'entries are')} not sealed, and the server has no key to do it.`,
        ];
  if (!intact) {
    const shown = faults.length === 100 ? 'At least 100 places do' : count(faults.length, 'place does', 'places do');
    return { isWell: false, lines: [`The log was changed after it was written. ${shown} not hold:`, ...open] };
  }
  const against =
    heads === 0
      ? 'No head from outside the database was there to compare with, so a cut end would not show.'
      : `It agrees with ${count(heads, 'head', 'heads')} kept outside the database.`;
  return {
    isWell: sealing,
    lines: [
      head === null
        ? 'Nothing is sealed yet, so there is nothing to check.'
        : `Nothing was changed: all ${count(sealed, 'sealed entry holds', 'sealed entries hold')}. ${against}`,
      ...open,
    ],
  };
}

const count = (number: number, one: string, many: string) => `${formatCount(number)} ${number === 1 ? one : many}`;
