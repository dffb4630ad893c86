import { isAtLeast, type Role, roles, type Sharing } from '@watchfloor/contract';

/** As the column has it: nothing for private. */
export function toSharingColumn(sharing: Sharing): string[] {
  if (sharing === 'private') return [];
  return sharing === 'everyone' ? ['everyone'] : roles.filter((role) => sharing.includes(role));
}

export function toSharing(column: readonly string[]): Sharing {
  if (column.includes('everyone')) return 'everyone';
  const shared = roles.filter((role) => column.includes(role));
  return shared.length === 0 ? 'private' : shared;
}

/** What of the column lets somebody of this role see a view: a role may do what the ones below it may. */
export function openToRole(role: Role): string[] {
  return ['everyone', ...roles.filter((one) => isAtLeast(role, one))];
}
