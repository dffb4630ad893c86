import {
  defaultViewSchema,
  newLinkSchema,
  newViewSchema,
  viewChangeSchema,
  viewOrderSchema,
  viewRestoreSchema,
} from '@watchfloor/contract';
import { Hono } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import { guard } from '../http/guard.ts';
import { nothingSchema, validate } from '../http/validate.ts';
import { callerOf } from './caller.ts';
import type { LinkDesk } from './link-desk.ts';
import { idParamSchema } from './route-schemas.ts';
import type { ViewDesk } from './view-desk.ts';

/** Chained, because `hc` reads the routes from the type of the chain. */
export function createViewRoutes(desk: ViewDesk, links: LinkDesk) {
  return new Hono<AppEnv>()
    .get('/views', guard('viewer'), validate('query', nothingSchema), async (c) => c.json(await desk.list(callerOf(c))))
    .post('/views', guard('analyst'), validate('json', newViewSchema), async (c) =>
      c.json({ view: await desk.create(callerOf(c), c.req.valid('json')) }),
    )
    .put('/views/order', guard('viewer'), validate('json', viewOrderSchema), async (c) =>
      c.json(await desk.setOrder(callerOf(c), c.req.valid('json').ids)),
    )
    .put('/views/default', guard('viewer'), validate('json', defaultViewSchema), async (c) =>
      c.json(await desk.setDefault(callerOf(c), c.req.valid('json').view)),
    )
    .patch(
      '/views/:id',
      guard('analyst'),
      validate('param', idParamSchema),
      validate('json', viewChangeSchema),
      async (c) => c.json({ view: await desk.change(callerOf(c), c.req.valid('param').id, c.req.valid('json')) }),
    )
    .delete(
      '/views/:id',
      guard('analyst'),
      validate('param', idParamSchema),
      validate('query', nothingSchema),
      async (c) => c.json(await desk.remove(callerOf(c), c.req.valid('param').id)),
    )
    .post(
      '/views/:id/restore',
      guard('analyst'),
      validate('param', idParamSchema),
      validate('json', viewRestoreSchema),
      async (c) => c.json({ view: await desk.restore(callerOf(c), c.req.valid('param').id, c.req.valid('json').name) }),
    )
    .post('/links', guard('viewer'), validate('json', newLinkSchema), async (c) =>
      c.json(await links.create(callerOf(c), c.req.valid('json').path)),
    )
    .get('/links/:id', guard('viewer'), validate('param', idParamSchema), validate('query', nothingSchema), async (c) =>
      c.json(await links.get(callerOf(c), c.req.valid('param').id)),
    );
}
