import * as z from 'zod/mini';
import { epochMsSchema } from './record.ts';
import { resourceSchema } from './resource.ts';

export const sourceStates = [
  'complete',
  'partial',
  'late',
  'stale',
  'throttled',
  'unauthorised',
  'failed',
  'excluded',
] as const;
export const sourceStateSchema = z.enum(sourceStates);
export type SourceState = z.infer<typeof sourceStateSchema>;

export const countedSchema = z.enum(['exact', 'vendor', 'at_least']);

/** Stable codes for why a source did not answer in full; the screen's sentence is chosen by it. */
export const sourceCodes = [
  'auth',
  'forbidden',
  'bad_request',
  'not_found',
  'conflict',
  'rate_limited',
  'timeout',
  'unavailable',
  'bad_response',
  'tls',
  'unsupported',
  'paused',
  'order_ignored',
  'instant_unsettled',
  'order_may_shift',
  'bound_ignored',
] as const;
export const sourceCodeSchema = z.enum(sourceCodes);
export type SourceCode = z.infer<typeof sourceCodeSchema>;

export const intervalSchema = z.object({ from: epochMsSchema, to: epochMsSchema });
export type Interval = z.infer<typeof intervalSchema>;

/** How complete one source's part of an answer is. `complete` is for this answer's range. */
export const sourceAnswerSchema = z.object({
  /** `<connection>:<resource>`. */
  id: z.string(),
  connection: z.string(),
  resource: z.string(),
  label: z.string(),
  state: sourceStateSchema,
  code: z.optional(sourceCodeSchema),
  /** What happened, since when, in words for a person; never holds a secret or a vendor's body. */
  message: z.optional(z.string()),
  asOf: epochMsSchema,
  /** Time intervals that this answer read whole. */
  covered: z.array(intervalSchema),
  retryAt: z.optional(epochMsSchema),
  /** Records that did not parse: not in `rows`, but in `unreadable`. */
  dropped: z.number(),
  /** Filters that nobody could apply: rows that may not match are kept. */
  unapplied: z.array(z.string()),
  /** Filters that the vendor cannot apply, or cannot apply reliably, and that were applied here alone. */
  appliedHere: z.array(z.string()),
  counted: countedSchema,
});
export type SourceAnswer = z.infer<typeof sourceAnswerSchema>;

export const connectionHealthSchema = z.object({
  state: z.enum(['not_asked', 'answering', 'failing', 'throttled', 'refused']),
  lastAnswerAt: z.nullable(epochMsSchema),
  lastError: z.nullable(z.object({ code: sourceCodeSchema, message: z.string(), at: epochMsSchema })),
  failingSince: z.nullable(epochMsSchema),
  retryAt: z.nullable(epochMsSchema),
});
export type ConnectionHealth = z.infer<typeof connectionHealthSchema>;

export const connectionSchema = z.object({
  id: z.string(),
  label: z.string(),
  vendor: z.string(),
  vendorLabel: z.string(),
  /** Two letters for the Source column: UA, KU, SE, LN. */
  vendorMark: z.string(),
  tenant: z.optional(z.string()),
  health: connectionHealthSchema,
  quota: z.optional(
    z.object({ limit: z.number(), windowMs: z.number(), used: z.number(), resetAt: z.optional(epochMsSchema) }),
  ),
  resources: z.array(resourceSchema),
});
export type Connection = z.infer<typeof connectionSchema>;

export const sourcesAnswerSchema = z.object({ now: epochMsSchema, connections: z.array(connectionSchema) });
export type SourcesAnswer = z.infer<typeof sourcesAnswerSchema>;
