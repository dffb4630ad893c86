import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { AppEnv } from './app-env.ts';
import { ProblemError } from './problem.ts';

/** The largest that nearly any route needs: a connection's settings with a certificate. */
const bytesMax = 64 * 1024;
/** Routes that take the names of many findings. They hold whoever asks to their role first, and then to this. */
const ownBytesMax = {
  '/api/queue/bulk': 2 * 1024 * 1024,
  '/api/queue/decisions': 1024 * 1024,
} as const;
const own = new Set<string>(Object.keys(ownBytesMax));

/** Before anything reads a body, of every route that has no limit of its own. */
export function limitBody(): MiddlewareHandler<AppEnv> {
  const limit = toLimit(bytesMax);
  return (c, next) => (own.has(c.req.path) ? next() : limit(c, next));
}

/** The limit of such a route, behind its guard. */
export function limitOwnBody(
  path: keyof typeof ownBytesMax,
): MiddlewareHandler<AppEnv, string, Record<never, never>, never> {
  return toLimit(ownBytesMax[path]);
}

function toLimit(maxSize: number): MiddlewareHandler<AppEnv, string, Record<never, never>, never> {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw new ProblemError('body_too_large', `A request body has at most ${maxSize / 1024} KiB.`);
    },
  }) as MiddlewareHandler<AppEnv, string, Record<never, never>, never>;
}
