import * as z from 'zod/mini';
import { epochMsSchema } from './record.ts';
import { severitySchema } from './severity.ts';

/** What the queue's findings can be grouped by. */
export const groupings = [
  { name: 'rule', label: 'Rule' },
  { name: 'who', label: 'Who' },
  { name: 'where', label: 'Where' },
  { name: 'technique', label: 'Technique' },
] as const;
export type Grouping = (typeof groupings)[number]['name'];
export const groupingSchema = z.enum(groupings.map(({ name }) => name));

export const groupOrders = [
  { name: 'count', label: 'Most findings first' },
  { name: 'worst', label: 'Worst first' },
  { name: 'latest', label: 'Latest first' },
] as const;
export type GroupOrder = (typeof groupOrders)[number]['name'];
export const groupOrderSchema = z.enum(groupOrders.map(({ name }) => name));

/** How a list is grouped, as the parameters `group` and `group_order` say it. */
export interface GroupChoice {
  by: Grouping;
  order: GroupOrder;
}

export const queueGroupSchema = z.object({
  /** Names it among those of the answer. */
  id: z.string(),
  /** Of its latest among the worst, as its vendor words it; null: those that have none. */
  label: z.nullable(z.string()),
  /** Behind the label: a technique's name. */
  note: z.nullable(z.string()),
  /** With these in place of the question's own, the queue finds just what is in the group. */
  filters: z.record(z.string(), z.string()),
  /** Exact: findings, the rows that they make, and how many of the findings are open. */
  findings: z.number(),
  rows: z.number(),
  open: z.number(),
  worst: severitySchema,
  /** The time of the first and of the last of them. */
  from: epochMsSchema,
  to: epochMsSchema,
});
export type QueueGroup = z.infer<typeof queueGroupSchema>;

export const queueGroupsAnswerSchema = z.object({
  groups: z.array(queueGroupSchema),
  /** Where the next page starts; null at the end. */
  cursor: z.nullable(z.string()),
  range: z.object({ from: epochMsSchema, to: epochMsSchema }),
  /** Of all groups, and of the findings in them: a finding of two techniques stands in two groups and counts once. */
  totalGroups: z.number(),
  total: z.number(),
});
export type QueueGroupsAnswer = z.infer<typeof queueGroupsAnswerSchema>;

/** Values of one filter under all the others, those that contain a text; the most frequent first. */
export const queueValuesAnswerSchema = z.object({
  values: z.array(z.object({ value: z.string(), count: z.number() })),
  /** Of all that contain the text: more than are listed can be reached by a longer one. */
  total: z.number(),
});
export type QueueValuesAnswer = z.infer<typeof queueValuesAnswerSchema>;

/** How many findings each view finds, exactly, as of `at`. */
export const queueCountsAnswerSchema = z.object({
  at: epochMsSchema,
  counts: z.array(z.object({ view: z.string(), findings: z.number() })),
});
export type QueueCountsAnswer = z.infer<typeof queueCountsAnswerSchema>;
