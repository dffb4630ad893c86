import * as z from 'zod/mini';
import { entityKindSchema } from './entity.ts';
import { epochMsSchema } from './record.ts';
import { severitySchema } from './severity.ts';
import { intervalSchema } from './source.ts';

/** A question to a vendor itself: which list, by which of its filters, for what. */
export const lookupSchema = z.object({
  connection: z.string(),
  resource: z.string(),
  /** The list's label and the filter's, for the screen. */
  label: z.string(),
  filter: z.string(),
  filterLabel: z.string(),
  /** The value; or the ids that the vendor's own records give to what it names. */
  values: z.array(z.string()),
  byId: z.boolean(),
});
export type Lookup = z.infer<typeof lookupSchema>;

/**
 * Why a vendor cannot be asked for a value: not for this kind at all; not for a value of this form; or only by an id of
 * its own, and no record that is kept tells it.
 */
export const noLookupReasons = ['kind', 'form', 'no_id'] as const;
export type NoLookupReason = (typeof noLookupReasons)[number];

/** What each source knows of what a finding names around its time, from what is kept; and what can be asked live. */
export const aroundAnswerSchema = z.object({
  range: intervalSchema,
  sources: z.array(
    z.object({
      connection: z.string(),
      label: z.string(),
      vendorMark: z.string(),
      /** Parts of the range that were not read whole up to now: its counts say nothing of them. */
      unread: z.array(intervalSchema),
      /** Until when it was read. */
      asOf: epochMsSchema,
    }),
  ),
  values: z.array(
    z.object({
      kind: entityKindSchema,
      value: z.string(),
      /** Of each source that has any: its other findings that name the value, whatever the letters' case. */
      counts: z.array(z.object({ connection: z.string(), findings: z.number(), worst: z.nullable(severitySchema) })),
      lookups: z.array(lookupSchema),
      noLookups: z.array(z.object({ connection: z.string(), why: z.enum(noLookupReasons) })),
    }),
  ),
  /** More values than are answered for, where a finding names very many. */
  left: z.number(),
});
export type AroundAnswer = z.infer<typeof aroundAnswerSchema>;
