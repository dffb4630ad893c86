import * as z from 'zod/mini';

const name = z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'Not a name: small letters, digits, "-".'));

export const listParamSchema = z.object({ connection: name, resource: name });

/** Keys are the vendor's; whether a list can have such a key is asked of its connector. */
export const recordParamSchema = z.object({
  connection: name,
  resource: name,
  key: z.string().check(z.minLength(1), z.maxLength(1024, 'A key has at most 1,024 characters.')),
});

export const sectionParamSchema = z.object({
  ...recordParamSchema.shape,
  section: z.string().check(z.regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'Not the id of a section.')),
});

/**
 * The question of a list: `from`, `to`, `order`, `cursor`, `rows`, and each filter of the resource by its name, or by
 * `not_` and its name. A resource's filters are known when it is, so they are checked behind this schema.
 */
export const exploreQuerySchema = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

export const recordQuerySchema = z.strictObject({
  hint: z.optional(z.string('A single value.').check(z.maxLength(2048, 'A hint has at most 2,048 characters.'))),
});
