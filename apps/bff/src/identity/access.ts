import { createHash } from 'node:crypto';
import type { Access } from '@watchfloor/contract';

/** A person's own limit wins, then the limit of the role; without either all connections are seen. */
export function toEffectiveAccess(own: Access | null, ofRole: Access | null): Access {
  return own ?? ofRole ?? 'all';
}

/**
 * A name for a permitted set. Who may see the same may share an answer, and nobody else: the same set in another order
 * or with repeats has the same name, and no two sets have one.
 */
export function toScope(access: Access): string {
  if (access === 'all') return 'all';
  const ids = [...new Set(access)].toSorted();
  return createHash('sha256').update(JSON.stringify(ids)).digest('base64url');
}

/** Whether a change matters to who already works: the order of a list does not. */
export function isSameAccess(a: Access | null, b: Access | null): boolean {
  return a === null || b === null ? a === b : toScope(a) === toScope(b);
}
