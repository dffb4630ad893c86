import { type Access, isAtLeast, type Role } from '@watchfloor/contract';
import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from './app-env.ts';
import { ProblemError } from './problem.ts';

/** `anyone`: also who is not signed in. */
export type NeededRole = Role | 'anyone';

/** Who asks, and what they may see. */
export interface Principal {
  /** null: nobody is signed in. */
  id: string | null;
  name: string;
  role: NeededRole;
  /** The connections whose records, names and health this caller may learn of. */
  access: Access;
  /** Two people with one scope may share an answer; a cursor is of no use outside the scope it was made in. */
  scope: string;
}

const guards = new WeakMap<object, NeededRole>();

/** Names the role that a route needs, and holds the caller to it. */
export function guard(role: NeededRole): MiddlewareHandler<AppEnv, string, Record<never, never>, never> {
  const handler: MiddlewareHandler<AppEnv, string, Record<never, never>, never> = async (c, next) => {
    if (role !== 'anyone') requireRole(c.get('principal'), role);
    await next();
  };
  guards.set(handler, role);
  return handler;
}

/** The role that a handler of the router asks for; undefined for every handler that is not a guard. */
export function roleOf(handler: object): NeededRole | undefined {
  return guards.get(handler);
}

function requireRole({ role }: Principal, needed: Role): void {
  if (role === 'anyone') throw new ProblemError('not_signed_in', 'Sign in to go on.');
  if (!isAtLeast(role, needed)) throw new ProblemError('role_missing', `This needs the role "${needed}".`);
}
