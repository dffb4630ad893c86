import * as z from 'zod/mini';
import { epochMsSchema } from './record.ts';

/** One thing that somebody did. Written in the transaction of the change itself and never changed after. */
export const auditEntrySchema = z.object({
  id: z.string(),
  at: epochMsSchema,
  actor: z.object({ kind: z.enum(['person', 'system', 'command']), id: z.nullable(z.string()), name: z.string() }),
  /** `view.create`, `session.begin`, `connection.change`. */
  action: z.string(),
  target: z.nullable(z.object({ kind: z.string(), id: z.string() })),
  requestId: z.nullable(z.string()),
  /** What changed, before and after; never a secret. */
  detail: z.record(z.string(), z.unknown()),
  /** Its place in the sealed chain; null until the sealer passed, within a second. */
  sealed: z.nullable(z.number()),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

export const auditAnswerSchema = z.object({
  entries: z.array(auditEntrySchema),
  cursor: z.nullable(z.string()),
  /** The names that the filters offer. */
  actions: z.array(z.string()),
  actors: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type AuditAnswer = z.infer<typeof auditAnswerSchema>;

export const auditFaults = ['edited', 'removed', 'reordered', 'cut_tail', 'unsealed'] as const;
export const auditVerdictSchema = z.object({
  intact: z.boolean(),
  entries: z.number(),
  head: z.nullable(z.object({ position: z.number(), mac: z.string(), at: epochMsSchema })),
  faults: z.array(z.object({ kind: z.enum(auditFaults), position: z.nullable(z.number()), detail: z.string() })),
});
export type AuditVerdict = z.infer<typeof auditVerdictSchema>;
