import { Hono } from 'hono';
import type { AppEnv } from './http/app-env.ts';
import { singleOperator } from './http/guard.ts';
import { createSourceRoutes } from './sources/routes.ts';
import type { SourceDesk } from './sources/source-desk.ts';

export interface AppDeps {
  desk: SourceDesk;
}

export function createApp(deps: AppDeps) {
  const app = new Hono<AppEnv>();
  app.use(async (c, next) => {
    c.set('principal', singleOperator);
    await next();
  });
  return app.route('/api', createSourceRoutes(deps.desk));
}

export type AppType = ReturnType<typeof createApp>;
