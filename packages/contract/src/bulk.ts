import * as z from 'zod/mini';
import { decisionSchema, markSchema, verdictSchema, workStateSchema } from './queue.ts';
import { epochMsSchema } from './record.ts';

/** `findings`: of one decision at most. `selected`: of those, named one by one. */
export const bulkLimits = { findings: 50_000, selected: 20_000, items: 500 } as const;

const [take, assign, close, reopen, note] = decisionSchema.def.options;
/** What can be decided about many at once. */
export const bulkDecisionSchema = z.discriminatedUnion('kind', [take, assign, close, reopen, note]);
export type BulkDecision = z.infer<typeof bulkDecisionSchema>;

const uidSchema = z.string().check(z.minLength(3), z.maxLength(600));

/** What is to be decided about: findings by name, or all that a question finds, as a list of it was begun. */
export const newBulkSchema = z.union([
  z.strictObject({ uids: z.array(uidSchema).check(z.minLength(1), z.maxLength(bulkLimits.selected)) }),
  z.strictObject({
    /** As of GET /api/queue, without its rows and cursor. */
    question: z.record(
      z.string().check(z.maxLength(60)),
      z.union([z.string().check(z.maxLength(2_048)), z.array(z.string().check(z.maxLength(2_048)))]),
    ),
    /** Of the list; what came later is not meant. */
    snapshot: z.int().check(z.gte(0)),
  }),
]);
export type NewBulk = z.infer<typeof newBulkSchema>;

/** frozen: nothing was decided yet. failed: it could not go on, and says why. */
export const bulkStates = ['frozen', 'running', 'done', 'stopped', 'failed'] as const;

/**
 * What became of a finding. conflict: changed since it was frozen, and left as it is. already: it was so. gone: not kept
 * any more, or not to be seen any more. left: not reached.
 */
export const bulkOutcomes = ['done', 'conflict', 'already', 'gone', 'left'] as const;
export const bulkOutcomeSchema = z.enum(bulkOutcomes);
export type BulkOutcome = z.infer<typeof bulkOutcomeSchema>;

export const bulkJobSchema = z.object({
  id: z.string(),
  state: z.enum(bulkStates),
  /** null: nothing was decided yet, or it takes another one back. */
  decision: z.nullable(bulkDecisionSchema),
  /** To whom they are given. */
  ownerName: z.nullable(z.string()),
  /** The one that it takes back. */
  undoes: z.nullable(z.string()),
  /** The one that took it back. */
  undoneBy: z.nullable(z.string()),
  /** How many findings it is about, exactly. */
  findings: z.number(),
  counts: z.record(bulkOutcomeSchema, z.number()),
  frozenAt: epochMsSchema,
  startedAt: z.nullable(epochMsSchema),
  endedAt: z.nullable(epochMsSchema),
  /** Why it could not go on. */
  why: z.nullable(z.string()),
});
export type BulkJob = z.infer<typeof bulkJobSchema>;

/** A set that nothing comes to any more. */
export const frozenSetSchema = z.object({
  job: bulkJobSchema,
  sources: z.array(z.object({ connection: z.string(), findings: z.number() })),
  states: z.array(z.object({ state: workStateSchema, findings: z.number() })),
  /** Others than the asker, to whom some of them belong. */
  owners: z.array(z.object({ id: z.string(), name: z.string(), findings: z.number() })),
  /** Named, and not there or not to be seen. */
  missing: z.number(),
});
export type FrozenSet = z.infer<typeof frozenSetSchema>;

export const bulkConfirmationSchema = z.strictObject({
  /** Sent twice, it is done once. */
  key: z.uuid(),
  /** The count that was agreed to. */
  findings: z.int().check(z.gte(1), z.lte(bulkLimits.findings)),
  decision: bulkDecisionSchema,
});
export type BulkConfirmation = z.infer<typeof bulkConfirmationSchema>;

export const bulkUndoSchema = z.strictObject({ key: z.uuid() });

export const bulkItemSchema = z.object({
  /** From 1, as the set was frozen. */
  position: z.number(),
  uid: z.string(),
  connection: z.string(),
  /** null: not to be seen any more. */
  title: z.nullable(z.string()),
  outcome: bulkOutcomeSchema,
  /** With a conflict: a colleague decided, or the finding gained activity or severity. */
  why: z.nullable(z.enum(['decided', 'active'])),
  /** As it was found instead. */
  found: z.nullable(
    z.object({
      state: markSchema.shape.state,
      owner: z.nullable(z.string()),
      verdict: z.nullable(verdictSchema),
      by: z.nullable(z.string()),
      at: z.nullable(epochMsSchema),
    }),
  ),
});
export type BulkItem = z.infer<typeof bulkItemSchema>;

/** The receipt, in the order in which the set was frozen. */
export const bulkItemsAnswerSchema = z.object({
  items: z.array(bulkItemSchema),
  /** Behind this position it goes on; null at the end. */
  next: z.nullable(z.number()),
});
export type BulkItemsAnswer = z.infer<typeof bulkItemsAnswerSchema>;

/** The asker's own, latest first, without those that were never confirmed. */
export const bulkJobsAnswerSchema = z.object({ jobs: z.array(bulkJobSchema) });
