import * as z from 'zod/mini';

/** What an analyst pivots on. The names are those of OCSF observables, shortened. */
export const entityKinds = ['user', 'host', 'ip', 'mac', 'hash', 'url', 'domain', 'email', 'file', 'process'] as const;

export const entityKindSchema = z.enum(entityKinds);
export type EntityKind = z.infer<typeof entityKindSchema>;

export const entitySchema = z.object({
  kind: entityKindSchema,
  value: z.string(),
  /** Which end of the matter it stands on: the actor, the target, or merely named in the record. */
  role: z.enum(['source', 'destination', 'actor', 'target', 'named']),
});
export type Entity = z.infer<typeof entitySchema>;
