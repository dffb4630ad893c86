import * as z from 'zod/mini';
import { exploreLimits } from './explore-query.ts';
import { roleSchema, roles } from './person.ts';
import { epochMsSchema } from './record.ts';
import { resolveTime } from './time-range.ts';

export const viewLimits = { nameChars: 80, perPerson: 200, columns: 40, widthPxMin: 16, widthPxMax: 4_096 } as const;
export const linkLimits = { pathChars: 16_384, perPerson: 10_000 } as const;

/** As ids of connections, names of vendors and of lists are. */
const targetNameSchema = z
  .string()
  .check(z.regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'Not a name: small letters, digits, "-".'));

/** What a view shows: the queue, or a list. By connection, or by vendor where one name has to serve every installation. */
export const viewTargetSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('connection'),
    connection: targetNameSchema,
    resource: targetNameSchema,
  }),
  z.strictObject({
    kind: z.literal('vendor'),
    vendor: targetNameSchema,
    resource: targetNameSchema,
  }),
  z.strictObject({ kind: z.literal('queue'), resource: z.literal('queue') }),
]);
export type ViewTarget = z.infer<typeof viewTargetSchema>;

const valuesSchema = z
  .array(z.string().check(z.minLength(1), z.maxLength(exploreLimits.valueChars)))
  .check(z.maxLength(exploreLimits.valuesPerFilter));
const nameSchema = z.string().check(z.regex(/^[a-z][a-z0-9_]{0,47}$/));

const timeTextSchema = z.string().check(
  z.maxLength(40),
  z.refine((text) => resolveTime(text, 0) !== undefined, 'Has to be a time such as now-24h or 2026-11-12T14:00:00Z.'),
);
/** A count that fits the database's own integers. */
const versionSchema = z.int().check(z.gte(1), z.lte(2_147_483_647));

export const densities = ['compact', 'regular', 'roomy'] as const;

/** The part of a view that a person edits on the screen; saving compares it as a whole. */
export const viewContentSchema = z.strictObject({
  target: viewTargetSchema,
  filters: z
    .record(nameSchema, z.strictObject({ include: valuesSchema, exclude: valuesSchema }))
    .check(z.refine((filters) => Object.keys(filters).length <= exploreLimits.filters, 'Too many filters.')),
  /** Absent: the view keeps no range, and opens with the one that is on the screen. */
  range: z.nullable(z.strictObject({ from: timeTextSchema, to: timeTextSchema })),
  order: z.nullable(z.string().check(z.maxLength(64))),
  /** Names in order, with widths in px where they were changed; null: as the list has them. */
  columns: z.nullable(
    z
      .array(
        z.strictObject({
          name: z.string().check(z.minLength(1), z.maxLength(64)),
          width: z.optional(z.int().check(z.gte(viewLimits.widthPxMin), z.lte(viewLimits.widthPxMax))),
        }),
      )
      .check(z.maxLength(viewLimits.columns)),
  ),
  density: z.nullable(z.enum(densities)),
  /** How the queue is grouped, in the words of its URL; a later release may know more of them. Absent: it is not. */
  group: z.optional(z.nullable(z.strictObject({ by: nameSchema, order: nameSchema }))),
});
export type ViewContent = z.infer<typeof viewContentSchema>;

/** Nobody else; these roles and the ones above them; or everyone. */
export const sharingSchema = z.union([
  z.literal('private'),
  z.literal('everyone'),
  z.array(roleSchema).check(z.minLength(1), z.maxLength(roles.length)),
]);
export type Sharing = z.infer<typeof sharingSchema>;

/** Any script and any sign. Control characters and halves of surrogate pairs are no text, and no database keeps them. */
export const viewNameSchema = z
  .string()
  .check(
    z.trim(),
    z.minLength(1),
    z.maxLength(viewLimits.nameChars),
    z.regex(/^[^\p{Cc}\p{Cs}]*$/u, 'Has a control character.'),
  );

export const viewSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** `provisioned`: from the operator's file, which nobody edits here. */
  origin: z.enum(['own', 'shared', 'provisioned']),
  owner: z.nullable(z.object({ id: z.string(), name: z.string() })),
  sharing: sharingSchema,
  /** Whether the asker may change and delete it. The name belongs to the owner: only `origin: own` is renamed. */
  editable: z.boolean(),
  /** null: kept in a form that this release cannot read; `unavailable` says so. */
  content: z.nullable(viewContentSchema),
  /** The connection that the target stands for here; null for the queue, and with a sentence in `unavailable` when there is none. */
  connection: z.nullable(z.string()),
  /** Every connection that it may stand for, `connection` first: more than one where it names a vendor. */
  connections: z.array(z.string()),
  unavailable: z.nullable(z.string()),
  version: z.number(),
  /** null for provisioned ones. */
  updatedAt: z.nullable(epochMsSchema),
  updatedBy: z.nullable(z.string()),
});
export type View = z.infer<typeof viewSchema>;

/** In the asker's own order; what they put in none: provisioned ones as in the file, then the oldest first. */
export const viewsAnswerSchema = z.object({ views: z.array(viewSchema), defaultView: z.nullable(z.string()) });
export type ViewsAnswer = z.infer<typeof viewsAnswerSchema>;

export const newViewSchema = z.strictObject({
  name: viewNameSchema,
  content: viewContentSchema,
  sharing: z.optional(sharingSchema),
});
export type NewView = z.infer<typeof newViewSchema>;
export const viewChangeSchema = z.strictObject({
  /** The version that the change was made on; `version_conflict` tells of a later one and loses nothing. */
  version: versionSchema,
  name: z.optional(viewNameSchema),
  content: z.optional(viewContentSchema),
  sharing: z.optional(sharingSchema),
});
export type ViewChange = z.infer<typeof viewChangeSchema>;
export const viewOrderSchema = z.strictObject({
  ids: z.array(z.string().check(z.maxLength(80))).check(z.maxLength(500)),
});
export const defaultViewSchema = z.strictObject({ view: z.nullable(z.string().check(z.maxLength(80))) });
export const viewAnswerSchema = z.object({ view: viewSchema });
export const deletedViewSchema = z.object({ id: z.string(), restorableUntil: epochMsSchema });
export type DeletedView = z.infer<typeof deletedViewSchema>;
/** Another name, where somebody took the old one in the meantime. */
export const viewRestoreSchema = z.strictObject({ name: z.optional(viewNameSchema) });

/** A short link to a page of Watchfloor. It holds an address, never data: what its opener may not see stays unseen. */
export const newLinkSchema = z.strictObject({
  /** Path and query of a page of ours: `/explore/usm/alarms?severity=high`. */
  path: z
    .string()
    .check(z.maxLength(linkLimits.pathChars), z.regex(/^\/(?![/\\])[\x21-\x7e]*$/, 'Has to be the path of a page.')),
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
