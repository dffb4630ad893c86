import * as z from 'zod/mini';
import { entityKindSchema } from './entity.ts';
import { askedSchema } from './explore.ts';
import { cellSchema, epochMsSchema, outcomeSchema, recordSchema } from './record.ts';
import { sourceAnswerSchema } from './source.ts';

/** One labelled value. `at` is set for times, `value` for all else; a value the vendor did not send has no fact. */
export const factSchema = z.object({
  label: z.string(),
  kind: z.enum(['text', 'mono', 'time', 'number', 'outcome', 'severity', 'technique']),
  value: z.string(),
  at: z.optional(epochMsSchema),
  entity: z.optional(entityKindSchema),
  /** The filter of this resource that takes the value. */
  filter: z.optional(z.string()),
  /** Said beside the value: a country, a port, "asset id". */
  note: z.optional(z.string()),
});
export type Fact = z.infer<typeof factSchema>;

export const recordLinkSchema = z.object({
  resource: z.string(),
  key: z.string(),
  hint: z.optional(z.string()),
  title: z.string(),
  at: z.nullable(epochMsSchema),
});
export type RecordLink = z.infer<typeof recordLinkSchema>;

const sectionBase = { id: z.string(), title: z.string(), folded: z.boolean(), note: z.optional(z.string()) };

/** What a connector says about a record beyond its facts. The screen knows these kinds and no vendor. */
export const sectionSchema = z.discriminatedUnion('kind', [
  z.object({ ...sectionBase, kind: z.literal('facts'), facts: z.array(factSchema) }),
  z.object({ ...sectionBase, kind: z.literal('text'), text: z.string(), mono: z.boolean() }),
  z.object({
    ...sectionBase,
    kind: z.literal('records'),
    resource: z.string(),
    /** In time order. A record that opens on its own has a key. */
    records: z.array(recordSchema),
  }),
  z.object({
    ...sectionBase,
    kind: z.literal('table'),
    columns: z.array(z.object({ label: z.string(), kind: z.enum(['text', 'mono', 'number', 'time']) })),
    rows: z.array(z.array(cellSchema)),
  }),
  z.object({ ...sectionBase, kind: z.literal('links'), links: z.array(recordLinkSchema) }),
  /** Steps of one matter in time order: detected, quarantine failed. */
  z.object({
    ...sectionBase,
    kind: z.literal('steps'),
    steps: z.array(
      z.object({
        at: z.nullable(epochMsSchema),
        title: z.string(),
        outcome: outcomeSchema,
        note: z.optional(z.string()),
      }),
    ),
  }),
  /** Heavy at the vendor, so that it is asked for only when a person wants it: the section route has it. */
  z.object({ ...sectionBase, kind: z.literal('on_request'), ask: z.string() }),
]);
export type Section = z.infer<typeof sectionSchema>;

export const detailAnswerSchema = z.object({
  record: recordSchema,
  /** One sentence from the vendor's fields by a fixed template. */
  why: z.nullable(z.string()),
  facts: z.array(factSchema),
  sections: z.array(sectionSchema),
  /** The record byte for byte as the vendor sent it. `text` is cut where `truncated` says so; the raw route has the whole. */
  raw: z.object({ text: z.string(), bytes: z.number(), truncated: z.boolean() }),
  source: sourceAnswerSchema,
  asked: z.array(askedSchema),
});
export type DetailAnswer = z.infer<typeof detailAnswerSchema>;

/** A section that was asked for by itself. */
export const sectionAnswerSchema = z.object({
  section: sectionSchema,
  source: sourceAnswerSchema,
  asked: z.array(askedSchema),
});
export type SectionAnswer = z.infer<typeof sectionAnswerSchema>;

/** Records that this one belongs to or consists of, where finding them costs calls of their own. */
export const relatedAnswerSchema = z.object({
  links: z.array(recordLinkSchema),
  /** How far was looked: rows read and the range. */
  looked: z.object({ rows: z.number(), from: epochMsSchema, to: epochMsSchema, whole: z.boolean() }),
  source: sourceAnswerSchema,
});
export type RelatedAnswer = z.infer<typeof relatedAnswerSchema>;
