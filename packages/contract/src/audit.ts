import * as z from 'zod/mini';
import { epochMsSchema } from './record.ts';
import { resolveTime } from './time-range.ts';

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

const timeTextSchema = z.string().check(
  z.maxLength(40),
  z.refine((text) => resolveTime(text, 0) !== undefined, 'Has to be now-24h, ISO 8601 with its offset, or epoch ms.'),
);

/** Actors that are no person, as the filter names them. */
export const auditActorKinds = { system: 'kind:system', command: 'kind:command' } as const;

const filterShape = {
  from: z.optional(timeTextSchema),
  to: z.optional(timeTextSchema),
  /** The id of a person, or one of `auditActorKinds`. */
  actor: z.optional(z.string().check(z.regex(/^[\w:-]{1,80}$/, 'Has to be the id of somebody.'))),
  /** `session.begin`, or `session` for all that begin so. */
  action: z.optional(z.string().check(z.maxLength(80), z.regex(/^[a-z_]+(\.[a-z_]+)*$/, 'Has to be an action.'))),
  /** `person` for all of a kind, or `person:<id>` for one. */
  target: z.optional(
    z.string().check(z.maxLength(300), z.regex(/^[a-z_]+(:[^\0]+)?$/, 'Has to be a kind, or kind:id.')),
  ),
};
export const auditQuerySchema = z.strictObject({
  ...filterShape,
  cursor: z.optional(z.string().check(z.regex(/^\d{1,15}\.\d{1,15}$/, 'Was not made here.'))),
});
export const auditExportFormats = ['csv', 'ndjson'] as const;
export type AuditExportFormat = (typeof auditExportFormats)[number];
export const auditExportQuerySchema = z.strictObject({ ...filterShape, format: z.enum(auditExportFormats) });
export type AuditFilters = Omit<z.infer<typeof auditQuerySchema>, 'cursor'>;

export const auditAnswerSchema = z.object({
  /** Newest first. */
  entries: z.array(auditEntrySchema),
  /** What the range was taken for, so that `now` is the same on every page. */
  range: z.object({ from: epochMsSchema, to: epochMsSchema }),
  /** null: there are no earlier ones. */
  cursor: z.nullable(z.string()),
  /** What the filters offer, whatever the range; empty on all but the first page. */
  actions: z.array(z.string()),
  actors: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type AuditAnswer = z.infer<typeof auditAnswerSchema>;

/**
 * `cut`: the chain ends before a head that was kept outside the database. `rewritten`: it differs from such a head.
 * `unknown_key`: sealed with a key that this server does not have.
 */
export const auditFaults = ['edited', 'removed', 'cut', 'rewritten', 'unknown_key'] as const;
export const auditVerdictSchema = z.object({
  /** No fault in all that is sealed. */
  intact: z.boolean(),
  sealed: z.number(),
  /** Committed and not sealed yet: the last second's, or all since there is no key. */
  unsealed: z.number(),
  /** False where the server has no lasting key, and so seals nothing. */
  sealing: z.boolean(),
  head: z.nullable(z.object({ position: z.number(), mac: z.string(), at: z.nullable(epochMsSchema) })),
  /** How many heads from outside the database the chain was held against. */
  heads: z.number(),
  /** The first hundred. */
  faults: z.array(z.object({ kind: z.enum(auditFaults), position: z.number(), detail: z.string() })),
  checkedAt: epochMsSchema,
});
export type AuditVerdict = z.infer<typeof auditVerdictSchema>;
