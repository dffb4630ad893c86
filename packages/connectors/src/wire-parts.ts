import * as z from 'zod';

// Objects within a vendor's record. Whatever else stands in their place is read as absent, so that one odd part does not
// cost the row. Their schemas are built by the caller, once: building one costs far more than reading with it.

/** An object, or nothing. */
export function part<Output>(schema: z.ZodType<Output>) {
  return z
    .unknown()
    .optional()
    .transform((given) => readPart(schema, given));
}

/** The objects of a list; `null`, a missing list and what is no object are left out. */
export function parts<Output>(schema: z.ZodType<Output>) {
  return z
    .unknown()
    .optional()
    .transform((given) => (Array.isArray(given) ? readParts(schema, given) : []));
}

/** As `parts`, for a vendor that sends a single object in place of a list of one. */
export function partOrParts<Output>(schema: z.ZodType<Output>) {
  return z
    .unknown()
    .optional()
    .transform((given) => readParts(schema, Array.isArray(given) ? given : [given]));
}

export function readPart<Output>(schema: z.ZodType<Output>, given: unknown): Output | undefined {
  // Asked first, since most parts are absent and a failed parse is dear.
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  return isObject ? schema.safeParse(given).data : undefined;
}

function readParts<Output>(schema: z.ZodType<Output>, list: readonly unknown[]): Output[] {
  return list.flatMap((item) => {
    const parsed = readPart(schema, item);
    return parsed === undefined ? [] : [parsed];
  });
}
