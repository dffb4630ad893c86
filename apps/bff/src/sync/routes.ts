import { newReadTaskSchema } from '@watchfloor/contract';
import { type Context, Hono } from 'hono';
import * as z from 'zod/mini';
import type { AppEnv } from '../http/app-env.ts';
import { guard } from '../http/guard.ts';
import { nothingSchema, validate } from '../http/validate.ts';
import { listParamSchema } from '../sources/route-schemas.ts';
import type { CoverageCaller, CoverageDesk } from './coverage-desk.ts';

const connectionParamSchema = z.pick(listParamSchema, { connection: true });
const taskParamSchema = z.object({ id: z.uuid('Not the id of a task.') });

/** Chained, because `hc` reads the routes from the type of the chain. */
export function createCoverageRoutes(desk: CoverageDesk) {
  return new Hono<AppEnv>()
    .get(
      '/sources/:connection/coverage',
      guard('viewer'),
      validate('param', connectionParamSchema),
      validate('query', nothingSchema),
      async (c) => c.json(await desk.coverage(c.req.valid('param').connection, callerOf(c))),
    )
    .post(
      '/sources/:connection/refresh',
      guard('viewer'),
      validate('param', connectionParamSchema),
      validate('json', nothingSchema),
      async (c) => {
        await desk.refresh(c.req.valid('param').connection, callerOf(c));
        return c.json({});
      },
    )
    .post(
      '/sources/:connection/:resource/tasks',
      guard('analyst'),
      validate('param', listParamSchema),
      validate('json', newReadTaskSchema),
      async (c) => {
        const { connection, resource } = c.req.valid('param');
        return c.json({ task: await desk.begin(connection, resource, c.req.valid('json'), callerOf(c)) });
      },
    )
    .get(
      '/sources/tasks/:id',
      guard('viewer'),
      validate('param', taskParamSchema),
      validate('query', nothingSchema),
      async (c) => c.json({ task: await desk.task(c.req.valid('param').id, callerOf(c)) }),
    )
    .post(
      '/sources/tasks/:id/stop',
      guard('analyst'),
      validate('param', taskParamSchema),
      validate('json', nothingSchema),
      async (c) => c.json({ task: await desk.stop(c.req.valid('param').id, callerOf(c)) }),
    );
}

function callerOf(c: Context<AppEnv>): CoverageCaller {
  const { id, name, access } = c.get('principal');
  return { id: id ?? '', name, access, requestId: c.get('requestId') };
}
