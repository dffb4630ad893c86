import * as z from 'zod/mini';
import { connectionIdSchema } from './connection-admin.ts';
import { epochMsSchema } from './record.ts';
import { connectionSchema, intervalSchema, sourceCodeSchema } from './source.ts';

/** A stretch of time that was read whole, and when: what the vendor took in later may be missing in it. */
export const coveredIntervalSchema = z.object({ ...intervalSchema.shape, readAt: epochMsSchema });
export type CoveredInterval = z.infer<typeof coveredIntervalSchema>;

export const readTaskKinds = ['read', 'verify'] as const;
export const readTaskStates = ['waiting', 'running', 'done', 'stopped', 'failed'] as const;

/** How a kept finding differs from the vendor's. */
export const differenceSchema = z.object({
  kind: z.enum(['missing_here', 'missing_there', 'other_values', 'other_bytes']),
  uid: z.string(),
  title: z.string(),
  happened: z.nullable(epochMsSchema),
  /** Of `other_values`: the fields, each with what is kept and what the vendor says, as JSON. */
  fields: z.optional(z.array(z.object({ field: z.string(), kept: z.string(), vendor: z.string() }))),
});
export type Difference = z.infer<typeof differenceSchema>;

/** Something that somebody asked of a source: to read a range now, or to compare what is kept with the vendor. */
export const readTaskSchema = z.object({
  id: z.string(),
  connection: z.string(),
  resource: z.string(),
  kind: z.enum(readTaskKinds),
  range: intervalSchema,
  state: z.enum(readTaskStates),
  askedBy: z.string(),
  askedAt: epochMsSchema,
  endedAt: z.nullable(epochMsSchema),
  /** "Looked through 12,400 back to 09:15". */
  progress: z.object({ rows: z.number(), backTo: z.nullable(epochMsSchema) }),
  /** Why it failed, or what stands in its way just now. */
  message: z.nullable(z.string()),
  /** Of a `verify` that is done. */
  result: z.nullable(
    z.object({
      /** Compared, byte for byte. */
      findings: z.number(),
      /** Parts of the range that were never read whole, so that what is missing in them is no difference. */
      notCovered: z.array(intervalSchema),
      differences: z.number(),
      /** The first of them. */
      named: z.array(differenceSchema),
    }),
  ),
});
export type ReadTask = z.infer<typeof readTaskSchema>;

export const newReadTaskSchema = z.strictObject({
  kind: z.enum(readTaskKinds),
  from: epochMsSchema,
  to: epochMsSchema,
});

/** One list whose findings are kept. */
export const sourceCoverageSchema = z.object({
  /** `<connection>:<resource>`. */
  id: z.string(),
  resource: z.string(),
  label: z.string(),
  /** What of it is kept, in words: "All alarms". */
  rule: z.string(),
  /** What is asked for to be kept; older findings are dropped. */
  window: intervalSchema,
  /** Within the window, newest first, apart from each other. */
  covered: z.array(coveredIntervalSchema),
  /** How far it is behind the vendor; null before the first read. */
  lagMs: z.nullable(z.number()),
  /** Reading backwards through what was never read: null where nothing is left. */
  filling: z.nullable(
    z.object({
      /** The whole of what is missing in the window. */
      missing: z.array(intervalSchema),
      rows: z.number(),
      /** Estimated from how fast it went so far; null where nothing was read yet. */
      doneAt: z.nullable(epochMsSchema),
    }),
  ),
  /** What goes over what was read already: for late arrivals, and for changes at the vendor. */
  passes: z.array(
    z.object({
      name: z.enum(['head', 'look_back', 'changes', 'open']),
      lastAt: z.nullable(epochMsSchema),
      everyMs: z.number(),
    }),
  ),
  /** Why it is not read just now, in a sentence; null while it is. */
  trouble: z.nullable(
    z.object({ code: sourceCodeSchema, message: z.string(), since: epochMsSchema, retryAt: z.nullable(epochMsSchema) }),
  ),
  kept: z.object({
    findings: z.number(),
    /** Records that did not parse: kept as they came. */
    unreadable: z.number(),
    oldest: z.nullable(epochMsSchema),
    newest: z.nullable(epochMsSchema),
  }),
});
export type SourceCoverage = z.infer<typeof sourceCoverageSchema>;

export const spentHourSchema = z.object({
  /** When the hour began. */
  hour: epochMsSchema,
  /** Calls that people waited for, and those of background reading. */
  people: z.number(),
  background: z.number(),
});

export const coverageAnswerSchema = z.object({
  now: epochMsSchema,
  connection: connectionSchema,
  /** Which server reads it; null while none does. */
  reader: z.nullable(z.string()),
  sources: z.array(sourceCoverageSchema),
  /** Calls to the vendor in the last 24 hours, oldest first, of all servers. */
  spent: z.array(spentHourSchema),
  /** Latest first; the same again and again is one of them. */
  errors: z.array(
    z.object({
      code: sourceCodeSchema,
      message: z.string(),
      resource: z.nullable(z.string()),
      firstAt: epochMsSchema,
      lastAt: epochMsSchema,
      count: z.number(),
    }),
  ),
  /** Of the last day, latest first. */
  tasks: z.array(readTaskSchema),
});
export type CoverageAnswer = z.infer<typeof coverageAnswerSchema>;

export const readTaskAnswerSchema = z.object({ task: readTaskSchema });
export const sourceParamSchema = z.object({ connection: connectionIdSchema });
