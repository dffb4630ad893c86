import {
  connectionChangeSchema,
  connectionIdSchema,
  connectionTestSchema,
  newConnectionSchema,
} from '@watchfloor/contract';
import { type Context, Hono } from 'hono';
import * as z from 'zod/mini';
import type { AppEnv } from '../http/app-env.ts';
import { guard } from '../http/guard.ts';
import { nothingSchema, validate } from '../http/validate.ts';
import type { Administrator, ConnectionAdmin } from './connection-admin.ts';

const idSchema = z.object({ id: connectionIdSchema });
const versionSchema = z.strictObject({
  version: z.pipe(z.string('Is missing.').check(z.regex(/^\d{1,15}$/, 'Not a version.')), z.transform(Number)),
});

/** Chained, because `hc` reads the routes from the type of the chain. */
export function createConnectionRoutes(admin: ConnectionAdmin) {
  return new Hono<AppEnv>()
    .get('/vendors', guard('admin'), validate('query', nothingSchema), (c) => c.json({ vendors: admin.vendors() }))
    .get('/connections', guard('admin'), validate('query', nothingSchema), async (c) =>
      c.json(await admin.list(c.get('principal').access)),
    )
    .post('/connections', guard('admin'), validate('json', newConnectionSchema), async (c) =>
      c.json({ connection: await admin.create(c.req.valid('json'), administratorOf(c)) }, 201),
    )
    .post('/connections/test', guard('admin'), validate('json', connectionTestSchema), async (c) =>
      c.json(await admin.test(c.req.valid('json'), administratorOf(c))),
    )
    .patch(
      '/connections/:id',
      guard('admin'),
      validate('param', idSchema),
      validate('json', connectionChangeSchema),
      async (c) => {
        const { id } = c.req.valid('param');
        return c.json({ connection: await admin.change(id, c.req.valid('json'), administratorOf(c)) });
      },
    )
    .delete(
      '/connections/:id',
      guard('admin'),
      validate('param', idSchema),
      validate('query', versionSchema),
      async (c) => {
        const { id } = c.req.valid('param');
        await admin.remove(id, c.req.valid('query').version, administratorOf(c));
        return c.json(await admin.list(c.get('principal').access));
      },
    );
}

function administratorOf(c: Context<AppEnv>): Administrator {
  const { id, name, access } = c.get('principal');
  return { id, name, access, requestId: c.get('requestId'), signal: c.req.raw.signal };
}
