import type { Context, Hono } from 'hono';
import type { AppEnv } from './app-env.ts';
import { ProblemError } from './problem.ts';
import type { StaticSite } from './static-site.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** What no route serves: below `/api` a problem, elsewhere a file or the page. */
export function createNotRouted(app: Hono<AppEnv>, site: StaticSite) {
  return (c: Context<AppEnv>): Response => {
    const { path, method } = c.req;
    const isApi = path === '/api' || path.startsWith('/api/');
    const isRead = method === 'GET' || method === 'HEAD';
    if (!isApi && isRead) return site.respond(c);
    const allowed = isApi ? allowedMethods(app, path) : ['GET', 'HEAD'];
    if (allowed.length === 0) throw new ProblemError('unknown_route', `Nothing is served at ${path.slice(0, 200)}.`);
    // RFC 9110, 15.5.6: a 405 names the allowed methods.
    throw new ProblemError('method_not_allowed', `Use ${allowed.join(' or ')}.`, {
      headers: { allow: allowed.join(', ') },
    });
  };
}

function allowedMethods(app: Hono<AppEnv>, path: string): string[] {
  const served = methods.filter((method) =>
    app.router.match(method, path)[0].some(([[, route]]) => route.method === method),
  );
  return served.includes('GET') ? ['GET', 'HEAD', ...served.slice(1)] : served;
}
