import { oidcQuerySchema } from '@watchfloor/contract';
import { Hono } from 'hono';
import * as z from 'zod/mini';
import type { AppEnv } from '../../http/app-env.ts';
import { guard } from '../../http/guard.ts';
import { validate } from '../../http/validate.ts';
import { type Log, toLogFields } from '../../log.ts';
import type { Identity } from '../identity.ts';
import type { RequestReader } from '../request-reader.ts';
import { setOidcCookie, takeOidcCookie } from '../session-cookie.ts';
import { replaceSession } from '../session-routes.ts';
import { callbackPath, OidcError } from './provider.ts';

/** What a provider may send back (RFC 6749, 4.1.2; RFC 9207; OpenID Connect Session Management), and nothing else. */
const text = z.optional(z.string().check(z.maxLength(8000)));
const callbackQuerySchema = z.object({ code: text, state: text, iss: text, error: text, error_description: text });

/** Two navigations of the browser: to the provider, and back. Every end of them is a page. */
export function createOidcRoutes(identity: () => Identity, read: RequestReader, log: Log) {
  return new Hono<AppEnv>()
    .get('/sign-in/oidc', guard('anyone'), validate('query', oidcQuerySchema), async (c) => {
      const { oidc, cookieSecret } = identity();
      try {
        if (!oidc) throw new OidcError('provider_failed');
        const { url, cookie } = await oidc.begin(read.origin(c), c.req.valid('query').next ?? '/');
        await setOidcCookie(c, cookie, cookieSecret);
        return c.redirect(url.href, 303);
      } catch (error) {
        return c.redirect(toProblemPage(error), 303);
      }
    })
    .get('/sign-in/oidc/callback', guard('anyone'), validate('query', callbackQuerySchema), async (c) => {
      try {
        const cookie = await takeOidcCookie(c, identity().cookieSecret);
        // The address as the provider knows it: behind a proxy ours is another one.
        const url = new URL(`${read.origin(c)}${callbackPath}${new URL(c.req.url).search}`);
        const { token, next } = await identity().signInByProvider(url, cookie, read.facts(c));
        await replaceSession(c, identity(), token);
        return c.redirect(next, 303);
      } catch (error) {
        return c.redirect(toProblemPage(error), 303);
      }
    });

  function toProblemPage(error: unknown): string {
    if (!(error instanceof OidcError)) throw error;
    log.warn('signing in by the identity provider ended', { problem: error.problem, ...toLogFields(error) });
    return `/sign-in?problem=${error.problem}`;
  }
}
