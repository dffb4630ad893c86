import {
  newDecisionSchema,
  queueExportFormatSchema,
  queueExportFormats,
  queueExportTotalHeader,
} from '@watchfloor/contract';
import { type Context, Hono } from 'hono';
import * as z from 'zod/mini';
import type { AppEnv } from '../http/app-env.ts';
import { guard } from '../http/guard.ts';
import { limitOwnBody } from '../http/limit-body.ts';
import { ProblemError } from '../http/problem.ts';
import { nothingSchema, validate } from '../http/validate.ts';
import { exploreQuerySchema } from '../sources/route-schemas.ts';
import type { TriageCaller, TriageDesk } from '../triage/triage-desk.ts';
import { callerOf } from './caller.ts';
import { queueExportTypes } from './export.ts';
import type { QueueDesk } from './queue-desk.ts';

const findingParamSchema = z.object({ uid: z.string().check(z.minLength(1), z.maxLength(600)) });

/** Chained, because `hc` reads the routes from the type of the chain. */
export function createQueueRoutes(queue: QueueDesk, triage: TriageDesk) {
  return new Hono<AppEnv>()
    .get('/queue', guard('viewer'), validate('query', exploreQuerySchema), async (c) =>
      c.json(await queue.list(c.req.valid('query'), callerOf(c))),
    )
    .get('/queue/facets', guard('viewer'), validate('query', exploreQuerySchema), async (c) =>
      c.json(await queue.facets(c.req.valid('query'), callerOf(c))),
    )
    .get('/queue/news', guard('viewer'), validate('query', exploreQuerySchema), async (c) => {
      const { since, ...params } = c.req.valid('query');
      return c.json(await queue.news(params, readChange('since', since), callerOf(c)));
    })
    .get('/queue/export', guard('viewer'), validate('query', exploreQuerySchema), async (c) => {
      const { format, until, ...params } = c.req.valid('query');
      const known = queueExportFormatSchema.safeParse(format);
      if (!known.success) throw wrong('format', `Has to be one of ${queueExportFormats.join(', ')}.`);
      const caller = { ...callerOf(c), name: c.get('principal').name, requestId: c.get('requestId') };
      const upTo = until === undefined ? undefined : readChange('until', until);
      const { total, text } = await queue.export(params, known.data, upTo, caller);
      return c.body(ReadableStream.from(text).pipeThrough(new TextEncoderStream()), 200, {
        'content-type': queueExportTypes[known.data],
        'content-disposition': `attachment; filename="watchfloor-findings.${known.data}"`,
        [queueExportTotalHeader]: String(total),
      });
    })
    .get('/queue/assignees', guard('viewer'), validate('query', nothingSchema), async (c) =>
      c.json({ people: await triage.assignees() }),
    )
    .get(
      '/queue/findings/:uid',
      guard('viewer'),
      validate('param', findingParamSchema),
      validate('query', nothingSchema),
      async (c) => c.json(await queue.finding(c.req.valid('param').uid, callerOf(c))),
    )
    .get(
      '/queue/findings/:uid/around',
      guard('viewer'),
      validate('param', findingParamSchema),
      validate('query', nothingSchema),
      async (c) => c.json(await queue.around(c.req.valid('param').uid, callerOf(c))),
    )
    .post(
      '/queue/decisions',
      guard('analyst'),
      limitOwnBody('/api/queue/decisions'),
      validate('json', newDecisionSchema),
      async (c) => c.json(await triage.decide(c.req.valid('json'), deciderOf(c))),
    );
}

function readChange(parameter: string, given: string | string[] | undefined): number {
  if (typeof given === 'string' && /^\d{1,15}$/.test(given)) return Number(given);
  throw wrong(parameter, 'Has to be the number of a change.');
}

function wrong(parameter: string, detail: string): ProblemError {
  return new ProblemError('bad_parameter', `The question was not asked. To correct: ${parameter}.`, {
    errors: [{ parameter, detail }],
  });
}

function deciderOf(c: Context<AppEnv>): TriageCaller {
  const { id, name, access } = c.get('principal');
  return { id: id ?? '', name, access, requestId: c.get('requestId') };
}
