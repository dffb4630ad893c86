import * as z from 'zod/mini';
import { exploreLimits } from './explore-query.ts';
import { roleSchema } from './person.ts';
import { epochMsSchema } from './record.ts';

export const viewLimits = { nameChars: 80, perPerson: 200, columns: 40 } as const;

/** What a view shows. By connection, or by vendor where one name has to serve every installation. */
export const viewTargetSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('connection'),
    connection: z.string().check(z.maxLength(64)),
    resource: z.string().check(z.maxLength(64)),
  }),
  z.strictObject({
    kind: z.literal('vendor'),
    vendor: z.string().check(z.maxLength(64)),
    resource: z.string().check(z.maxLength(64)),
  }),
]);
export type ViewTarget = z.infer<typeof viewTargetSchema>;

const valuesSchema = z
  .array(z.string().check(z.minLength(1), z.maxLength(exploreLimits.valueChars)))
  .check(z.maxLength(exploreLimits.valuesPerFilter));
const nameSchema = z.string().check(z.regex(/^[a-z][a-z0-9_]{0,47}$/));

export const densities = ['compact', 'regular', 'roomy'] as const;

/** The part of a view that a person edits on the screen; saving compares it as a whole. */
export const viewContentSchema = z.strictObject({
  target: viewTargetSchema,
  filters: z
    .record(nameSchema, z.strictObject({ include: valuesSchema, exclude: valuesSchema }))
    .check(z.refine((filters) => Object.keys(filters).length <= exploreLimits.filters, 'Too many filters.')),
  /** Absent: the view keeps no range, and opens with the one that is on the screen. */
  range: z.nullable(z.strictObject({ from: z.string().check(z.maxLength(40)), to: z.string().check(z.maxLength(40)) })),
  order: z.nullable(z.string().check(z.maxLength(64))),
  /** Names in order, with widths in px where they were changed; null: as the list has them. */
  columns: z.nullable(
    z
      .array(z.strictObject({ name: z.string().check(z.maxLength(64)), width: z.optional(z.number()) }))
      .check(z.maxLength(viewLimits.columns)),
  ),
  density: z.nullable(z.enum(densities)),
});
export type ViewContent = z.infer<typeof viewContentSchema>;

/** Nobody, these roles, or everyone. */
export const sharingSchema = z.union([
  z.literal('private'),
  z.literal('everyone'),
  z.array(roleSchema).check(z.minLength(1)),
]);
export type Sharing = z.infer<typeof sharingSchema>;

export const viewNameSchema = z.string().check(z.trim(), z.minLength(1), z.maxLength(viewLimits.nameChars));

export const viewSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** `provisioned`: from the operator's file, which nobody edits here. */
  origin: z.enum(['own', 'shared', 'provisioned']),
  owner: z.nullable(z.object({ id: z.string(), name: z.string() })),
  sharing: sharingSchema,
  /** Whether the asker may rename, change and delete it. */
  editable: z.boolean(),
  content: viewContentSchema,
  /** The connection that the target stands for here; null with a sentence in `unavailable` when there is none. */
  connection: z.nullable(z.string()),
  unavailable: z.nullable(z.string()),
  version: z.number(),
  updatedAt: epochMsSchema,
  updatedBy: z.nullable(z.string()),
});
export type View = z.infer<typeof viewSchema>;

/** In the asker's own order. */
export const viewsAnswerSchema = z.object({ views: z.array(viewSchema), defaultView: z.nullable(z.string()) });
export type ViewsAnswer = z.infer<typeof viewsAnswerSchema>;

export const newViewSchema = z.strictObject({
  name: viewNameSchema,
  content: viewContentSchema,
  sharing: z.optional(sharingSchema),
});
export const viewChangeSchema = z.strictObject({
  /** The version that the change was made on; `version_conflict` tells of a later one and loses nothing. */
  version: z.number(),
  name: z.optional(viewNameSchema),
  content: z.optional(viewContentSchema),
  sharing: z.optional(sharingSchema),
});
export const viewOrderSchema = z.strictObject({
  ids: z.array(z.string().check(z.maxLength(80))).check(z.maxLength(500)),
});
export const defaultViewSchema = z.strictObject({ view: z.nullable(z.string().check(z.maxLength(80))) });
export const viewAnswerSchema = z.object({ view: viewSchema });

/** A short link to a page of Watchfloor. It holds an address, never data: what its opener may not see stays unseen. */
export const newLinkSchema = z.strictObject({
  /** Path and query of a page of ours: `/explore/usm/alarms?severity=high`. */
  path: z.string().check(z.maxLength(16_384), z.regex(/^\/(?![/\\])[\x21-\x7e]*$/, 'Has to be the path of a page.')),
});
export const linkAnswerSchema = z.object({
  id: z.string(),
  /** `/l/<id>`. */
  short: z.string(),
  path: z.string(),
  createdAt: epochMsSchema,
  createdBy: z.nullable(z.string()),
});
export type LinkAnswer = z.infer<typeof linkAnswerSchema>;
