import type { Context, MiddlewareHandler } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import type { Principal } from '../http/guard.ts';
import type { Actor } from './audited.ts';
import type { Identity } from './identity.ts';
import { readSessionCookie } from './session-cookie.ts';
import type { SignedIn } from './sessions.ts';

/** Whoever is not signed in: sees nothing, may ask what anyone may. */
export const nobody: Principal = { id: null, name: '', role: 'anyone', access: [], scope: 'nobody' };

/**
 * Finds out who asks, anew for every request to the API: a session that was ended on another replica is ended here.
 * Pages and their files are the same for everybody and cost no question.
 */
export function identify(identity: Identity): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const signedIn = c.req.path.startsWith('/api/') ? await findSession(c, identity) : undefined;
    c.set('signedIn', signedIn);
    c.set('principal', signedIn?.principal ?? nobody);
    await next();
  };
}

async function findSession(c: Context, { sessions, cookieSecret }: Identity): Promise<SignedIn | undefined> {
  const token = await readSessionCookie(c, cookieSecret);
  return token === undefined ? undefined : sessions.find(token);
}

/** Who acts, for the audit log. */
export function actorOf(c: Context<AppEnv>): Actor {
  const { id, name } = c.get('principal');
  return { kind: 'person', id, name, requestId: c.get('requestId') };
}
