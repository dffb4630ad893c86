import * as z from 'zod/mini';
import { entityKindSchema } from './entity.ts';

/**
 * A filter as a resource declares it; the filter panel is built from nothing else.
 * `appliedBy` is who applies it: `vendor` (sent, and applied again here where the vendor is known to be unreliable),
 * or `watchfloor` (the vendor cannot; rows are filtered after they are read, so more pages are read for one screen).
 */
export const filterSchema = z.object({
  name: z.string(),
  label: z.string(),
  /** `time`: each value is a stretch of time, as `parseTimeSpan` reads it. */
  type: z.enum(['enum', 'text', 'boolean', 'time']),
  /** Known values, in their own order. For `enum` with `open`, others may exist and can be typed. */
  values: z.array(z.object({ value: z.string(), label: z.string() })),
  open: z.boolean(),
  /** Several values, joined by OR. */
  multi: z.boolean(),
  appliedBy: z.enum(['vendor', 'watchfloor']),
  match: z.enum(['exact', 'contains']),
  hint: z.optional(z.string()),
});
export type Filter = z.infer<typeof filterSchema>;

export const columnKinds = [
  'severity',
  'time',
  'title',
  'text',
  'mono',
  'number',
  'flag',
  'status',
  'outcome',
] as const;

export const columnSchema = z.object({
  name: z.string(),
  label: z.string(),
  kind: z.enum(columnKinds),
  widthPx: z.number(),
  /** Shown before the user chose columns. */
  shown: z.boolean(),
  /** The filter that a cell's value goes to on "filter" and "exclude". */
  filter: z.optional(z.string()),
  entity: z.optional(entityKindSchema),
});
export type Column = z.infer<typeof columnSchema>;

export const orderSchema = z.object({
  name: z.string(),
  label: z.string(),
  /** False where rows can change places while one reads, so that a read cannot be proven whole. */
  provable: z.boolean(),
});
export type Order = z.infer<typeof orderSchema>;

export const resourceSchema = z.object({
  name: z.string(),
  label: z.string(),
  /** One of it, in a sentence: "alarm", "event". */
  singular: z.string(),
  kind: z.enum(['finding', 'event']),
  filters: z.array(filterSchema),
  columns: z.array(columnSchema),
  orders: z.array(orderSchema),
  /** URL parameters with which Explore opens. */
  opensWith: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  /** Questions to the queue that are worth asking of this list alone, as URL parameters of the queue. */
  queueViews: z.optional(
    z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        params: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
      }),
    ),
  ),
});
export type Resource = z.infer<typeof resourceSchema>;
