import {
  acceptLinkBodySchema,
  demoSignInBodySchema,
  type LinkPurpose,
  peekLinkBodySchema,
  type SessionAnswer,
  signInBodySchema,
} from '@watchfloor/contract';
import { type Context, Hono } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import { guard } from '../http/guard.ts';
import { nothingSchema, validate } from '../http/validate.ts';
import { actorOf } from './identify.ts';
import type { Identity } from './identity.ts';
import type { RequestReader } from './request-reader.ts';
import { clearSessionCookie, readSessionCookie, setSessionCookie } from './session-cookie.ts';
import type { SignedIn } from './sessions.ts';

/** Signing in and out. Nobody has to be signed in for any of it but to sign out everywhere. */
export function createSessionRoutes(identity: () => Identity, read: RequestReader) {
  return new Hono<AppEnv>()
    .get('/session', guard('anyone'), validate('query', nothingSchema), async (c) =>
      c.json(await answer(c, c.get('signedIn'))),
    )
    .post('/session', guard('anyone'), validate('json', signInBodySchema), async (c) => {
      const { email, password } = c.req.valid('json');
      return c.json(await begin(c, await identity().signIn(email, password, read.facts(c))));
    })
    .delete('/session', guard('anyone'), validate('query', nothingSchema), async (c) => {
      const signedIn = c.get('signedIn');
      if (signedIn) await identity().sessions.end(signedIn.token, actorOf(c));
      clearSessionCookie(c);
      return c.json(await answer(c, undefined));
    })
    .delete('/sessions', guard('viewer'), validate('query', nothingSchema), async (c) => {
      const signedIn = c.get('signedIn');
      if (signedIn) await identity().sessions.endAllOf(signedIn.principal.id, actorOf(c));
      clearSessionCookie(c);
      return c.json(await answer(c, undefined));
    })
    .post('/session/link/peek', guard('anyone'), validate('json', peekLinkBodySchema), async (c) => {
      const purpose: LinkPurpose = await identity().peekLink(c.req.valid('json').token);
      return c.json(purpose);
    })
    .post('/session/link', guard('anyone'), validate('json', acceptLinkBodySchema), async (c) =>
      c.json(await begin(c, await identity().acceptLink(c.req.valid('json'), read.facts(c)))),
    )
    .post('/session/demo', guard('anyone'), validate('json', demoSignInBodySchema), async (c) =>
      c.json(await begin(c, await identity().signInToDemo(c.req.valid('json').person, read.facts(c)))),
    );

  async function begin(c: Context<AppEnv>, token: string): Promise<SessionAnswer> {
    await replaceSession(c, identity(), token);
    return answer(c, await identity().sessions.find(token));
  }

  async function answer(c: Context<AppEnv>, signedIn: SignedIn | undefined): Promise<SessionAnswer> {
    const ways = { ...(await identity().ways()), blocked: read.whyBlocked(c) };
    if (!signedIn) return { person: null, expiresAt: null, ways };
    const { id, name, role } = signedIn.principal;
    return { person: { id, name, role, email: signedIn.email }, expiresAt: signedIn.expiresAt, ways };
  }
}

/** Sets the new cookie and ends the session that this browser had, so that none outlives a sign-in. */
export async function replaceSession(c: Context<AppEnv>, identity: Identity, token: string): Promise<void> {
  const before = await readSessionCookie(c, identity.cookieSecret);
  await setSessionCookie(c, token, identity.cookieSecret);
  await identity.sessions.noteSeen(token);
  const signedIn = c.get('signedIn');
  if (before !== undefined && before !== token && signedIn) await identity.sessions.end(before, actorOf(c));
}
