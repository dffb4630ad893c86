import * as z from 'zod/mini';
import { epochMsSchema, recordSchema } from './record.ts';
import { countedSchema, sourceAnswerSchema } from './source.ts';

/** One call that was made for an answer, for the panel that shows what the vendor was asked. Holds no credential. */
export const askedSchema = z.object({
  method: z.string(),
  /** Path and query, without the origin. */
  target: z.string(),
  status: z.nullable(z.number()),
  ms: z.number(),
  rows: z.nullable(z.number()),
  tries: z.number(),
  error: z.optional(z.string()),
});
export type Asked = z.infer<typeof askedSchema>;

/** A record that did not parse. Kept, counted and viewable: it may be the one that matters. */
export const unreadableSchema = z.object({
  reason: z.string(),
  /** The record's text as the vendor sent it, cut to 64 KiB. */
  raw: z.string(),
  bytes: z.number(),
});
export type Unreadable = z.infer<typeof unreadableSchema>;

export const exploreAnswerSchema = z.object({
  rows: z.array(recordSchema),
  /** Where the next page starts; null when the range was read to its end. */
  cursor: z.nullable(z.string()),
  /** The range that was asked, with relative times resolved when the scroll began. */
  range: z.object({ from: z.nullable(epochMsSchema), to: epochMsSchema }),
  sources: z.array(sourceAnswerSchema),
  total: z.nullable(z.object({ value: z.number(), counted: countedSchema })),
  /** What was looked through for this page, since filters may be applied here. */
  scanned: z.object({ rows: z.number(), backTo: z.nullable(epochMsSchema) }),
  asked: z.array(askedSchema),
  unreadable: z.array(unreadableSchema),
});
export type ExploreAnswer = z.infer<typeof exploreAnswerSchema>;
