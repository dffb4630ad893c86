import type { Context } from 'hono';
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';
import type { CookieOptions } from 'hono/utils/cookie';

/**
 * RFC 6265bis, 4.1.3.2: a browser takes a `__Host-` cookie only with Secure, Path=/ and without Domain, so that neither
 * a subdomain nor plain HTTP can plant one. Browsers treat http://localhost as secure.
 */
export const sessionCookieName = '__Host-watchfloor';
/** However busy its person is. Without a request a session ends earlier: see `sessions.ts`. */
export const sessionLifeS = 7 * 24 * 3600;
export const oidcCookieName = '__Host-watchfloor-oidc';
export const oidcCookieLifeS = 300;

const common: CookieOptions = { httpOnly: true, secure: true, path: '/' };

export function setSessionCookie(c: Context, token: string, secret: string): Promise<void> {
  return setSignedCookie(c, sessionCookieName, token, secret, { ...common, sameSite: 'Strict', maxAge: sessionLifeS });
}

/** @returns the token of a cookie that we signed; undefined for every other one */
export async function readSessionCookie(c: Context, secret: string): Promise<string | undefined> {
  return (await getSignedCookie(c, secret, sessionCookieName)) || undefined;
}

export function clearSessionCookie(c: Context): void {
  deleteCookie(c, sessionCookieName, { ...common, sameSite: 'Strict' });
}

/** Lax, because the browser comes back from another site; alone among the cookies, and for five minutes. */
export function setOidcCookie(c: Context, value: string, secret: string): Promise<void> {
  return setSignedCookie(c, oidcCookieName, value, secret, { ...common, sameSite: 'Lax', maxAge: oidcCookieLifeS });
}

export async function takeOidcCookie(c: Context, secret: string): Promise<string | undefined> {
  const value = (await getSignedCookie(c, secret, oidcCookieName)) || undefined;
  deleteCookie(c, oidcCookieName, { ...common, sameSite: 'Lax' });
  return value;
}
