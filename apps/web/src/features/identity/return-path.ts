import { returnPathSchema } from '@watchfloor/contract';

const ownPages = ['/sign-in', '/welcome'];

/**
 * Where to go after signing in: the address that was asked for, where it is a page of ours, else the beginning. A link
 * to the sign-in page must not lead elsewhere, and what comes back from the sign-in page itself would go round.
 */
export function toReturnPath(asked: unknown): string {
  const parsed = returnPathSchema.safeParse(asked);
  if (!parsed.success || !URL.canParse(parsed.data, base)) return '/';
  const { origin, pathname, search, hash } = new URL(parsed.data, base);
  // `/..//x` is a path until it is normalised: then it is another host's.
  if (origin !== base || pathname.startsWith('//') || pathname.startsWith('/api/') || ownPages.includes(pathname))
    return '/';
  return `${pathname}${search}${hash}`;
}

/** Any origin of nobody's (RFC 2606): only whether it stays the same matters. */
const base = 'https://own.invalid';
