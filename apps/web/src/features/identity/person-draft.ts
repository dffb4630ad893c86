import type { Access, Person, Role } from '@watchfloor/contract';
import type { PersonChange } from '../../lib/api.ts';
import { type NamedConnection, roleWords, toAccessWords } from './words.ts';

/** What an administrator may change of a person. */
export interface PersonDraft {
  name: string;
  role: Role;
  /** null: as the role sees. */
  access: Access | null;
  disabled: boolean;
}

export function toDraft({ name, role, access, disabled }: Person): PersonDraft {
  return { name, role, access: access.own, disabled };
}

/** @returns what differs from the person as it was read; undefined where nothing does */
export function toPersonChange(base: Person, draft: PersonDraft): PersonChange | undefined {
  const before = toDraft(base);
  const name = draft.name.trim();
  const change: PersonChange = {
    version: base.version,
    ...(name !== before.name && { name }),
    ...(draft.role !== before.role && { role: draft.role }),
    ...(!isSameAccess(draft.access, before.access) && { access: draft.access }),
    ...(draft.disabled !== before.disabled && { disabled: draft.disabled }),
  };
  return Object.keys(change).length > 1 ? change : undefined;
}

/**
 * The same change on the person as somebody else left them in the meantime: what was not touched stays as it is there,
 * so that nobody gives back a right that another one has just taken.
 */
export function toChangeOnTop(base: Person, draft: PersonDraft, current: Person): PersonChange | undefined {
  const mine = toPersonChange(base, draft);
  return mine && { ...mine, version: current.version };
}

export function isSameAccess(a: Access | null, b: Access | null): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && new Set([...a, ...b]).size === new Set(a).size;
}

/** What somebody else changed in the meantime, in words. */
export function toDifferences(before: Person, now: Person, connections: readonly NamedConnection[]): string[] {
  return [
    ...(now.name === before.name ? [] : [`The name is now ${now.name}`]),
    ...(now.role === before.role ? [] : [`The role is now ${roleWords[now.role].label}`]),
    ...(isSameAccess(now.access.own, before.access.own)
      ? []
      : [`They see now: ${now.access.own === null ? 'as their role' : toAccessWords(now.access.own, connections)}`]),
    ...(now.disabled === before.disabled ? [] : [now.disabled ? 'They are disabled now' : 'They are enabled now']),
  ];
}

/** Somebody has to be able to let others in. */
export function isLastAdministrator(people: readonly Person[], { id, role, disabled }: Person): boolean {
  const others = people.filter((one) => one.id !== id && one.role === 'admin' && !one.disabled);
  return role === 'admin' && !disabled && others.length === 0;
}
