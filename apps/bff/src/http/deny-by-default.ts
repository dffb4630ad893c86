import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { AppEnv } from './app-env.ts';
import { roleOf } from './guard.ts';
import { ProblemError } from './problem.ts';

/** Refuses routes that name no role, so that forgetting a guard closes a route instead of opening it. */
export function denyByDefault(): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const routes = matchedRoutes(c).filter((route) => route.method !== 'ALL');
    if (routes.length > 0 && !routes.some((route) => roleOf(route.handler) !== undefined)) {
      throw new ProblemError('request_refused', 'This route names no role, so nobody may use it.');
    }
    await next();
  };
}
