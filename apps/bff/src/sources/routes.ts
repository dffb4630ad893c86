import { type Context, Hono } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import { guard } from '../http/guard.ts';
import { nothingSchema, validate } from '../http/validate.ts';
import {
  exploreQuerySchema,
  listParamSchema,
  recordParamSchema,
  recordQuerySchema,
  sectionParamSchema,
} from './route-schemas.ts';
import type { Caller, SourceDesk } from './source-desk.ts';

/** Chained, because `hc` reads the routes from the type of the chain. */
export function createSourceRoutes(desk: SourceDesk) {
  return new Hono<AppEnv>()
    .get('/sources', guard('viewer'), validate('query', nothingSchema), (c) =>
      c.json(desk.catalogue(c.get('principal').access)),
    )
    .get(
      '/explore/:connection/:resource',
      guard('viewer'),
      validate('param', listParamSchema),
      validate('query', exploreQuerySchema),
      async (c) => {
        const { connection, resource } = c.req.valid('param');
        return c.json(await desk.list(connection, resource, c.req.valid('query'), callerOf(c)));
      },
    )
    .get(
      '/explore/:connection/:resource/records/:key',
      guard('viewer'),
      validate('param', recordParamSchema),
      validate('query', recordQuerySchema),
      async (c) => c.json(await desk.detail({ ...c.req.valid('param'), ...c.req.valid('query') }, callerOf(c))),
    )
    .get(
      '/explore/:connection/:resource/records/:key/raw',
      guard('viewer'),
      validate('param', recordParamSchema),
      validate('query', recordQuerySchema),
      async (c) => {
        const text = await desk.raw({ ...c.req.valid('param'), ...c.req.valid('query') }, callerOf(c));
        // Never shown by the browser as anything but a file: the bytes are an attacker's.
        return c.body(text, 200, {
          'content-type': 'text/plain; charset=utf-8',
          'content-disposition': 'attachment; filename="record.txt"',
        });
      },
    )
    .get(
      '/explore/:connection/:resource/records/:key/related',
      guard('viewer'),
      validate('param', recordParamSchema),
      validate('query', recordQuerySchema),
      async (c) => c.json(await desk.related({ ...c.req.valid('param'), ...c.req.valid('query') }, callerOf(c))),
    )
    .get(
      '/explore/:connection/:resource/records/:key/sections/:section',
      guard('viewer'),
      validate('param', sectionParamSchema),
      validate('query', recordQuerySchema),
      async (c) => {
        const { section, ...record } = c.req.valid('param');
        return c.json(await desk.section({ ...record, ...c.req.valid('query') }, section, callerOf(c)));
      },
    );
}

function callerOf(c: Context<AppEnv>): Caller {
  const { access, scope } = c.get('principal');
  return { access, scope, signal: c.req.raw.signal };
}
