import type { MiddlewareHandler } from 'hono';
import type { Log } from '../log.ts';
import type { AppEnv } from './app-env.ts';

/** A line for each request. Of the query only the names: values are people, hosts and cursors. */
export function accessLog(log: Log, now: () => number): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const startedAt = now();
    await next();
    const parameters = [...new Set(new URL(c.req.url).searchParams.keys())].slice(0, 40);
    log.info('request', {
      requestId: c.get('requestId'),
      method: c.req.method,
      path: c.req.path.slice(0, 300),
      ...(parameters.length > 0 && { parameters: parameters.map((name) => name.slice(0, 60)) }),
      status: c.res.status,
      ms: now() - startedAt,
    });
  };
}
