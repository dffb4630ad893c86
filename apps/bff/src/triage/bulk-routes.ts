import {
  bulkConfirmationSchema,
  bulkLimits,
  bulkOutcomeSchema,
  bulkUndoSchema,
  newBulkSchema,
} from '@watchfloor/contract';
import { type Context, Hono } from 'hono';
import * as z from 'zod/mini';
import type { AppEnv } from '../http/app-env.ts';
import { guard } from '../http/guard.ts';
import { limitOwnBody } from '../http/limit-body.ts';
import { nothingSchema, validate } from '../http/validate.ts';
import type { BulkCaller, BulkDesk } from './bulk-desk.ts';

const idSchema = z.object({ id: z.uuid() });
const whole = (max: number) =>
  z.pipe(
    z.string().check(z.regex(/^\d{1,9}$/, 'Not a number.')),
    z.transform((text) => Math.min(Number(text), max)),
  );
const itemsQuerySchema = z.strictObject({
  after: z.optional(whole(bulkLimits.findings)),
  rows: z.optional(whole(bulkLimits.items)),
  outcome: z.optional(bulkOutcomeSchema),
});

/** Chained, because `hc` reads the routes from the type of the chain. */
export function createBulkRoutes(bulk: BulkDesk) {
  return new Hono<AppEnv>()
    .get('/queue/bulk', guard('analyst'), validate('query', nothingSchema), async (c) =>
      c.json({ jobs: await bulk.jobs(callerOf(c)) }),
    )
    .post(
      '/queue/bulk',
      guard('analyst'),
      limitOwnBody('/api/queue/bulk'),
      validate('json', newBulkSchema),
      async (c) => c.json(await bulk.freeze(c.req.valid('json'), callerOf(c))),
    )
    .get(
      '/queue/bulk/:id',
      guard('analyst'),
      validate('param', idSchema),
      validate('query', nothingSchema),
      async (c) => c.json(await bulk.job(c.req.valid('param').id, callerOf(c))),
    )
    .post(
      '/queue/bulk/:id/confirm',
      guard('analyst'),
      validate('param', idSchema),
      validate('json', bulkConfirmationSchema),
      async (c) => c.json(await bulk.confirm(c.req.valid('param').id, c.req.valid('json'), callerOf(c))),
    )
    .post(
      '/queue/bulk/:id/stop',
      guard('analyst'),
      validate('param', idSchema),
      validate('json', z.strictObject({})),
      async (c) => c.json(await bulk.stop(c.req.valid('param').id, callerOf(c))),
    )
    .post(
      '/queue/bulk/:id/undo',
      guard('analyst'),
      validate('param', idSchema),
      validate('json', bulkUndoSchema),
      async (c) => c.json(await bulk.undo(c.req.valid('param').id, c.req.valid('json').key, callerOf(c))),
    )
    .get(
      '/queue/bulk/:id/items',
      guard('analyst'),
      validate('param', idSchema),
      validate('query', itemsQuerySchema),
      async (c) => {
        const { after = 0, rows = 100, outcome } = c.req.valid('query');
        return c.json(await bulk.items(c.req.valid('param').id, { after, rows, outcome }, callerOf(c)));
      },
    )
    .get(
      '/queue/bulk/:id/receipt',
      guard('analyst'),
      validate('param', idSchema),
      validate('query', nothingSchema),
      async (c) => {
        const text = await bulk.receipt(c.req.valid('param').id, callerOf(c));
        return c.body(ReadableStream.from(text).pipeThrough(new TextEncoderStream()), 200, {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': 'attachment; filename="watchfloor-receipt.csv"',
        });
      },
    );
}

function callerOf(c: Context<AppEnv>): BulkCaller {
  const { id, name, access, scope } = c.get('principal');
  return { person: id ?? '', name, access, scope, requestId: c.get('requestId') };
}
