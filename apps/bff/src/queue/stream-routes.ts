import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import * as z from 'zod/mini';
import type { AppEnv } from '../http/app-env.ts';
import { guard } from '../http/guard.ts';
import { validate } from '../http/validate.ts';
import { callerOf } from './caller.ts';
import type { Streams } from './streams.ts';

const numberSchema = z.string().check(z.regex(/^\d{1,15}$/, 'Has to be the number of a change.'));
const streamQuerySchema = z.strictObject({ since: z.optional(numberSchema) });

const streamType = 'application/x-ndjson';

/** What changes, as it changes; chained, because `hc` reads the routes from the type of the chain. */
export function createStreamRoutes(streams: Streams) {
  return new Hono<AppEnv>()
    .get('/queue/stream', guard('viewer'), validate('query', streamQuerySchema), async (c) => {
      const { since } = c.req.valid('query');
      const body = await streams.open({
        caller: callerOf(c),
        session: c.get('signedIn'),
        since: since === undefined ? undefined : Number(since),
        cut: () => cutSocket(c),
      });
      // A proxy that gathers an answer before it passes it on would gather this one for ever.
      return c.body(body, 200, { 'content-type': streamType, 'x-accel-buffering': 'no' });
    })
    .get('/queue/changes', guard('viewer'), validate('query', streamQuerySchema), async (c) => {
      const { since } = c.req.valid('query');
      return c.json(await streams.changes(since === undefined ? undefined : Number(since), callerOf(c)));
    });
}

/** An answer that is under way has no other end. An app that is asked without a socket has none to cut. */
function cutSocket(c: Context): void {
  const { outgoing } = (c.env ?? {}) as Partial<HttpBindings>;
  outgoing?.destroy();
}
