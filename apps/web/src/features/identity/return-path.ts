import { returnPathSchema } from '@watchfloor/contract';

const ownPages = ['/sign-in', '/welcome'];

/**
 * Where to go after signing in: the address that was asked for, where it is a page of ours, else the beginning. A link
 * to the sign-in page must not lead elsewhere, and what comes back from the sign-in page itself would go round.
 */
export function toReturnPath(asked: unknown): string {
  if (typeof asked !== 'string' || !startsHere.test(asked) || !URL.canParse(asked, base)) return '/';
  const { origin, pathname, search, hash } = new URL(asked, base);
  // `/..//x` is a path until it is normalised: then it is another host's.
  if (origin !== base || pathname.startsWith('//') || pathname.startsWith('/api/')) return '/';
  return ownPages.includes(pathname) ? '/' : `${pathname}${search}${hash}`;
}

/** The same by way of the identity provider, where it travels in a cookie, which holds no more than so much. */
export function toProviderReturnPath(next: string): string {
  return returnPathSchema.safeParse(next).success ? next : '/';
}

/** Browsers read `\\` as `/` and skip tabs and line feeds. */
const startsHere = /^\/(?![/\\])[^\s\\]*$/;
/** Any origin of nobody's (RFC 2606): only whether it stays the same matters. */
const base = 'https://own.invalid';
