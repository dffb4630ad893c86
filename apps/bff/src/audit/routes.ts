import { type AuditAnswer, type AuditVerdict, auditExportQuerySchema, auditQuerySchema } from '@watchfloor/contract';
import { Hono } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import { guard } from '../http/guard.ts';
import { nothingSchema, validate } from '../http/validate.ts';
import { actorOf } from '../identity/identify.ts';
import type { AuditDesk } from './audit-desk.ts';
import { exportMediaTypes } from './export.ts';

/** Who did what, for administrators. */
export function createAuditRoutes(desk: AuditDesk) {
  return new Hono<AppEnv>()
    .get('/audit', guard('admin'), validate('query', auditQuerySchema), async (c) => {
      const { cursor, ...filters } = c.req.valid('query');
      const answer: AuditAnswer = await desk.list(filters, cursor);
      return c.json(answer);
    })
    .get('/audit/export', guard('admin'), validate('query', auditExportQuerySchema), async (c) => {
      const { format, ...filters } = c.req.valid('query');
      return c.body(await desk.export(filters, format, actorOf(c)), 200, {
        'content-type': exportMediaTypes[format],
        'content-disposition': `attachment; filename="watchfloor-audit.${format}"`,
      });
    })
    .get('/audit/verify', guard('admin'), validate('query', nothingSchema), async (c) => {
      const verdict: AuditVerdict = await desk.verify(actorOf(c));
      return c.json(verdict);
    });
}
