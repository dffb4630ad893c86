import * as z from 'zod/mini';
import { entitySchema } from './entity.ts';
import { severitySchema } from './severity.ts';

/** Milliseconds since 1970-01-01T00:00:00Z. */
export const epochMsSchema = z.number();

export const outcomes = ['stopped', 'not_stopped', 'allowed', 'denied', 'not_stated'] as const;
/** What became of it, read only from a vendor's field. */
export const outcomeSchema = z.enum(outcomes);
export type Outcome = z.infer<typeof outcomeSchema>;

export const cellSchema = z.nullable(z.union([z.string(), z.number(), z.boolean()]));
export type Cell = z.infer<typeof cellSchema>;

/** A MITRE ATT&CK technique, as the vendor names it. */
export const attackSchema = z.object({ id: z.string(), name: z.optional(z.string()), tactic: z.optional(z.string()) });
export type Attack = z.infer<typeof attackSchema>;

/**
 * One row of any list: a finding (something that wants a decision) or an event (raw evidence). Every connector
 * produces this shape and nothing behind the connectors knows a vendor's own.
 */
export const recordSchema = z.object({
  /** `<connection>:<resource>:<vendor key>`, with `#n` behind it for records that share a key but differ in bytes. */
  uid: z.string(),
  kind: z.enum(['finding', 'event']),
  /** The vendor's key: what the detail route takes. */
  key: z.string(),
  /** What a vendor without a single-item call needs to find the record again. Opaque outside its connector. */
  hint: z.optional(z.string()),
  /** The vendor's immutable first time; null where the vendor sent none. */
  happened: z.nullable(epochMsSchema),
  /** When it could first be seen: the vendor's received time, or our first sighting. */
  arrived: z.nullable(epochMsSchema),
  /** Last change. */
  active: z.nullable(epochMsSchema),
  title: z.string(),
  subtitle: z.optional(z.string()),
  severity: severitySchema,
  /** The vendor's own word for its priority or severity, as sent. */
  priorityLabel: z.optional(z.string()),
  /** Work state. Absent on events, which nobody decides. */
  status: z.optional(z.enum(['new', 'in_progress', 'suppressed', 'resolved'])),
  /** The vendor's state, as sent. */
  vendorStatus: z.optional(z.string()),
  eventType: z.optional(z.string()),
  outcome: outcomeSchema,
  entities: z.array(entitySchema),
  attack: z.array(attackSchema),
  tenant: z.optional(z.string()),
  /** The record in the vendor's console: https only. */
  consoleUrl: z.optional(z.string()),
  /** Values of the resource's own columns, by column name. */
  cells: z.record(z.string(), cellSchema),
});
export type SourceRecord = z.infer<typeof recordSchema>;
