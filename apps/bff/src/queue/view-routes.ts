import { type Connection, type Params, toShippedViews } from '@watchfloor/contract';
import { type Context, Hono } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import { guard } from '../http/guard.ts';
import { nothingSchema, validate } from '../http/validate.ts';
import { exploreQuerySchema } from '../sources/route-schemas.ts';
import { callerOf } from './caller.ts';
import type { GroupDesk } from './group-desk.ts';

/** What stands around the list: its groups, the values of a filter, and what each view counts. */
export function createQueueViewRoutes(queue: GroupDesk, connectionsOf: (c: Context<AppEnv>) => readonly Connection[]) {
  return new Hono<AppEnv>()
    .get('/queue/groups', guard('viewer'), validate('query', exploreQuerySchema), async (c) => {
      const { group, group_order, ...params } = c.req.valid('query');
      return c.json(await queue.groups(params, { by: group, order: group_order }, callerOf(c)));
    })
    .get('/queue/values', guard('viewer'), validate('query', exploreQuerySchema), async (c) => {
      const { facet, find, ...params } = c.req.valid('query');
      return c.json(await queue.values(params, { name: oneOf(facet), text: oneOf(find) ?? '' }, callerOf(c)));
    })
    .get('/queue/counts', guard('viewer'), validate('query', nothingSchema), async (c) =>
      c.json(await queue.counts(toShippedViews(connectionsOf(c)), callerOf(c))),
    );
}

const oneOf = (given: Params[string] | undefined) => (typeof given === 'string' ? given : undefined);
