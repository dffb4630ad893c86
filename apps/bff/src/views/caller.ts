import type { Access, Role } from '@watchfloor/contract';
import type { Context } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import { ProblemError } from '../http/problem.ts';

/** Who keeps or reads views. */
export interface ViewCaller {
  id: string;
  name: string;
  role: Role;
  access: Access;
  requestId: string;
}

export function callerOf(c: Context<AppEnv>): ViewCaller {
  const { id, name, role, access } = c.get('principal');
  if (id === null || role === 'anyone') throw new ProblemError('not_signed_in', 'Sign in to go on.');
  return { id, name, role, access, requestId: c.get('requestId') };
}
