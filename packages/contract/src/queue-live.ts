import * as z from 'zod/mini';
import { markSchema } from './queue.ts';

/** A mark as it is after a change. */
export const markChangeSchema = z.object({
  uid: z.string(),
  /** The number of the change. */
  change: z.number(),
  mark: markSchema,
});
export type MarkChange = z.infer<typeof markChangeSchema>;

/** What changed after a change number: all of it up to `change`. */
const changedSchema = z.object({
  kind: z.literal('changed'),
  change: z.number(),
  /** Of what the asker may see; none where only findings came or changed. */
  marks: z.array(markChangeSchema),
});

/** More marks changed than are told one by one: what is shown may be old, up to `change`. */
const anewSchema = z.object({ kind: z.literal('anew'), change: z.number() });

export const queueChangesSchema = z.discriminatedUnion('kind', [changedSchema, anewSchema]);
export type QueueChanges = z.infer<typeof queueChangesSchema>;

/** Why the server ends a stream. Whatever it is, one that is opened anew with the last `change` misses nothing. */
export const streamEnds = ['signed_out', 'renew', 'stopping', 'failed'] as const;

/**
 * A line of the stream. `change` is the number of the last change that was told of: who opens a stream with
 * it hears what came after.
 */
export const streamLineSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('hello'),
    change: z.number(),
    /** Whose session it is. */
    person: z.string(),
    /** A line comes at least as often. */
    beatMs: z.number(),
  }),
  changedSchema,
  anewSchema,
  z.object({ kind: z.literal('beat'), change: z.number() }),
  z.object({ kind: z.literal('end'), why: z.enum(streamEnds) }),
]);
export type StreamLine = z.infer<typeof streamLineSchema>;
export type StreamEnd = (typeof streamEnds)[number];
