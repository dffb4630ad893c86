import { Hono } from 'hono';
import type { AppEnv } from './app-env.ts';
import { guard } from './guard.ts';
import { ProblemError } from './problem.ts';
import { nothingSchema, validate } from './validate.ts';

/** @param whyNotReady a sentence, or undefined when ready. Never about a vendor: one that is down stops nobody else */
export function createHealthRoutes(whyNotReady: () => Promise<string | undefined> | string | undefined) {
  return new Hono<AppEnv>()
    .get('/healthz', guard('anyone'), validate('query', nothingSchema), (c) => c.text('ok'))
    .get('/readyz', guard('anyone'), validate('query', nothingSchema), async (c) => {
      const reason = await whyNotReady();
      if (reason !== undefined) throw new ProblemError('not_ready', reason);
      return c.text('ready');
    });
}
