import type { Access } from '@watchfloor/contract';
import type { Context } from 'hono';
import type { AppEnv } from '../http/app-env.ts';

/** Who asks the queue. */
export interface QueueCaller {
  person: string;
  access: Access;
  /** Those with one scope have one access. */
  scope: string;
}

export function callerOf(c: Context<AppEnv>): QueueCaller {
  const { id, access, scope } = c.get('principal');
  return { person: id ?? '', access, scope };
}
