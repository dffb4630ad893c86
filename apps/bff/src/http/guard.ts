import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from './app-env.ts';
import { ProblemError } from './problem.ts';

/** From least to most. A role may do what the ones before it may. */
const roles = ['anyone', 'viewer', 'analyst', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Who asks, and what they may see. */
export interface Principal {
  id: string;
  role: Role;
  /** Two people with one scope may share an answer; a cursor is of no use outside the scope it was made in. */
  scope: string;
}

/** Before there are accounts one operator uses a server that listens on loopback; `config.ts` sees to the latter. */
export const singleOperator: Principal = { id: 'operator', role: 'admin', scope: 'operator' };

const guards = new WeakMap<object, Role>();

/** Names the role that a route needs, and holds the caller to it. */
export function guard(role: Role): MiddlewareHandler<AppEnv, string, Record<never, never>, never> {
  const handler: MiddlewareHandler<AppEnv, string, Record<never, never>, never> = async (c, next) => {
    if (!isAtLeast(c.get('principal').role, role)) {
      throw new ProblemError('request_refused', `This needs the role "${role}".`);
    }
    await next();
  };
  guards.set(handler, role);
  return handler;
}

/** The role that a handler of the router asks for; undefined for every handler that is not a guard. */
export function roleOf(handler: object): Role | undefined {
  return guards.get(handler);
}

function isAtLeast(given: Role, needed: Role): boolean {
  return roles.indexOf(given) >= roles.indexOf(needed);
}
