import * as z from 'zod/mini';
import { epochMsSchema, outcomes, recordSchema } from './record.ts';
import type { Filter, Resource } from './resource.ts';
import { severities, severitySchema } from './severity.ts';
import { sourceAnswerSchema } from './source.ts';

export const workStates = ['new', 'in_progress', 'resolved', 'suppressed'] as const;
export const workStateSchema = z.enum(workStates);
export type WorkState = z.infer<typeof workStateSchema>;
/** "Open" means neither resolved nor suppressed. */
export const isOpenState = (state: WorkState): boolean => state !== 'resolved' && state !== 'suppressed';

/** What a finding turned out to be, in the order of the keys that close with it: 1 to 6. */
export const verdicts = [
  'true_positive',
  'benign',
  'false_positive_rule',
  'false_positive_data',
  'duplicate',
  'undetermined',
] as const;
export const verdictSchema = z.enum(verdicts);
export type Verdict = z.infer<typeof verdictSchema>;

const personSchema = z.object({ id: z.string(), name: z.string() });

/** What the team added to a finding. */
export const markSchema = z.object({
  /** Ours where somebody decided; else what the vendor's own state stands for. */
  state: workStateSchema,
  owner: z.nullable(personSchema),
  verdict: z.nullable(verdictSchema),
  /** 0: nobody added anything yet. A change names the version that it was made on. */
  version: z.number(),
  updatedAt: z.nullable(epochMsSchema),
  updatedBy: z.nullable(z.string()),
  /** It gained activity or severity after it was decided, and is open again. */
  reopened: z.nullable(z.object({ at: epochMsSchema, why: z.string() })),
});
export type Mark = z.infer<typeof markSchema>;

/** A finding as the queue shows it; its `status` is the work state. */
export const queueRowSchema = z.object({
  ...recordSchema.shape,
  connection: z.string(),
  resource: z.string(),
  mark: markSchema,
  /** When the vendor was found to have it no more. */
  goneAt: z.nullable(epochMsSchema),
  /** More of one matter stand behind the row, which is the worst and then the latest of them. */
  fold: z.optional(
    z.object({
      count: z.number(),
      from: epochMsSchema,
      to: epochMsSchema,
      /** The others, to decide about them together; the first of them where they are very many. */
      members: z.array(z.object({ uid: z.string(), version: z.number() })),
    }),
  ),
});
export type QueueRow = z.infer<typeof queueRowSchema>;

export const queueAnswerSchema = z.object({
  rows: z.array(queueRowSchema),
  /** Where the next page starts; null at the end. */
  cursor: z.nullable(z.string()),
  range: z.object({ from: epochMsSchema, to: epochMsSchema }),
  /** The number of the last change that the scroll sees: what came later waits behind the pill. */
  snapshot: z.number(),
  /** Of all findings that match, exactly, and of the rows that they make: null where they are too many to be folded. */
  total: z.number(),
  totalRows: z.nullable(z.number()),
  /**
   * Of a search: findings of the range that were not looked through, because they were kept before there was one and are
   * still being read. They may match.
   */
  notSearched: z.optional(z.number()),
  /** One for each list whose findings are kept, for this range. */
  sources: z.array(sourceAnswerSchema),
});
export type QueueAnswer = z.infer<typeof queueAnswerSchema>;

/** Exact, whole and under all other filters. */
export const facetSchema = z.object({
  filter: z.string(),
  values: z.array(z.object({ value: z.string(), count: z.number() })),
});
export const histogramSchema = z.object({
  stepMs: z.number(),
  /** Oldest first; without those in which nothing is. */
  bins: z.array(z.object({ at: epochMsSchema, counts: z.partialRecord(severitySchema, z.number()) })),
  /** Parts of the range that were not read whole by every source that was asked. */
  unread: z.array(z.object({ from: epochMsSchema, to: epochMsSchema })),
});
export const queueFacetsAnswerSchema = z.object({
  total: z.number(),
  /** What was counted: a relative range has moved on since the list was read. */
  range: z.object({ from: epochMsSchema, to: epochMsSchema }),
  facets: z.array(facetSchema),
  histogram: histogramSchema,
});
export type QueueFacetsAnswer = z.infer<typeof queueFacetsAnswerSchema>;

/** What waits behind the pill. */
export const queueNewsSchema = z.object({
  /** The number of the last change that was counted. */
  upTo: z.number(),
  added: z.number(),
  critical: z.number(),
  /** Changed at the vendor. */
  changed: z.number(),
  /** Nothing but their mark changed: a list that shows them shows that in place. The first of them. */
  marked: z.array(z.string()),
  /** How many of those there are. */
  markedTotal: z.number(),
  /** Of what was added, what arrived long after it happened. */
  late: z.nullable(z.object({ count: z.number(), oldest: epochMsSchema })),
  /** How each source stands now, for this range. */
  sources: z.array(sourceAnswerSchema),
});
export type QueueNews = z.infer<typeof queueNewsSchema>;

/** Of what waits: so many that changed by their mark alone are named; arrived so long after it happened, it is late. */
export const newsLimits = { marked: 500, lateMs: 15 * 60_000 } as const;

/** Of one matter, so many are decided together. */
export const foldLimits = { members: 1_000 } as const;

const uidSchema = z.string().check(z.minLength(3), z.maxLength(600));
const noteSchema = z.string().check(z.trim(), z.minLength(1), z.maxLength(4_000));

/** What somebody decides about a finding. */
export const decisionSchema = z.discriminatedUnion('kind', [
  /** Mine, in progress. */
  z.strictObject({ kind: z.literal('take') }),
  z.strictObject({ kind: z.literal('assign'), owner: z.nullable(z.string().check(z.maxLength(80))) }),
  z.strictObject({ kind: z.literal('close'), verdict: verdictSchema, note: z.optional(noteSchema) }),
  z.strictObject({ kind: z.literal('reopen') }),
  z.strictObject({ kind: z.literal('note'), note: noteSchema }),
  /** Takes a change back: of this entry of the finding's history. */
  z.strictObject({ kind: z.literal('undo'), entry: z.string().check(z.maxLength(40)) }),
]);
export type Decision = z.infer<typeof decisionSchema>;

export const newDecisionSchema = z.strictObject({
  uid: uidSchema,
  /** Of the mark that it was made on: `version_conflict` tells of a later one and loses nothing. */
  version: z.int().check(z.gte(0), z.lte(2_147_483_647)),
  /** One for each thing that somebody does: sent twice, it is done once. */
  key: z.uuid(),
  decision: decisionSchema,
  /** Others of the same matter, decided with it; one that somebody changed meanwhile is left and named. */
  members: z.optional(
    z
      .array(z.strictObject({ uid: uidSchema, version: z.int().check(z.gte(0)) }))
      .check(z.maxLength(foldLimits.members)),
  ),
});
export type NewDecision = z.infer<typeof newDecisionSchema>;

export const decisionAnswerSchema = z.object({
  mark: markSchema,
  /** How many findings it covers. */
  decided: z.number(),
  /** Members that somebody else changed meanwhile: nothing was done to them. */
  conflicts: z.array(z.object({ uid: z.string(), mark: markSchema })),
  /** Of the history, to undo it by. */
  entry: z.string(),
});
export type DecisionAnswer = z.infer<typeof decisionAnswerSchema>;

export const markEntrySchema = z.object({
  id: z.string(),
  at: epochMsSchema,
  by: z.string(),
  kind: z.enum(['take', 'assign', 'close', 'reopen', 'note', 'undo', 'active_again']),
  before: z.object({ state: workStateSchema, owner: z.nullable(z.string()), verdict: z.nullable(verdictSchema) }),
  after: z.object({ state: workStateSchema, owner: z.nullable(z.string()), verdict: z.nullable(verdictSchema) }),
  note: z.nullable(z.string()),
});
export type MarkEntry = z.infer<typeof markEntrySchema>;

/** What is known of one finding here, whatever the vendor says now. */
export const queueFindingAnswerSchema = z.object({
  row: queueRowSchema,
  /** Whether it is open at its vendor, as it was last read; null where the vendor has no such state, or the finding no more. */
  vendorOpen: z.nullable(z.boolean()),
  /** Latest first. */
  history: z.array(markEntrySchema),
  /** Changes at the vendor, latest first. */
  changes: z.array(
    z.object({
      at: epochMsSchema,
      before: z.record(z.string(), z.unknown()),
      after: z.record(z.string(), z.unknown()),
    }),
  ),
  /** Earlier decisions on the same rule and entity: "14 of 15 benign". */
  seenBefore: z.nullable(
    z.object({
      decided: z.number(),
      verdicts: z.partialRecord(verdictSchema, z.number()),
      last: z.object({ at: epochMsSchema, by: z.string(), verdict: verdictSchema }),
    }),
  ),
});
export type QueueFindingAnswer = z.infer<typeof queueFindingAnswerSchema>;

export const queueExportFormats = ['csv', 'ndjson'] as const;
export const queueExportFormatSchema = z.enum(queueExportFormats);
export type QueueExportFormat = z.infer<typeof queueExportFormatSchema>;
/** Of the answer: how many findings the file is to have. Its last line says how many it has; one without it was cut. */
export const queueExportTotalHeader = 'x-watchfloor-findings';

/** People that a finding can be given to. */
export const assigneesAnswerSchema = z.object({ people: z.array(personSchema) });

const named = (values: readonly string[], labels: Readonly<Record<string, string>> = {}) =>
  values.map((value) => ({ value, label: labels[value] ?? toLabel(value) }));
const filter = (name: string, label: string, rest: Partial<Filter> = {}): Filter => ({
  name,
  label,
  type: 'enum',
  values: [],
  open: true,
  multi: true,
  appliedBy: 'watchfloor',
  match: 'exact',
  ...rest,
});

export const verdictLabels: Readonly<Record<Verdict, string>> = {
  true_positive: 'True positive, handled',
  benign: 'Benign, expected',
  false_positive_rule: 'False positive, wrong rule',
  false_positive_data: 'False positive, wrong data',
  duplicate: 'Duplicate',
  undetermined: 'Cannot tell',
};

/** The value of a filter for findings that have none: nobody's, without a verdict, without a priority label. */
export const noValue = 'none';
/** The asker, as a value of the filter `owner`. */
export const meValue = 'me';

/** By how much a finding arrived after it happened; what arrived late by an hour is late by five minutes too. */
export const delays = [
  { value: 'over_5m', label: '5 minutes', ms: 300_000 },
  { value: 'over_15m', label: '15 minutes', ms: 900_000 },
  { value: 'over_1h', label: '1 hour', ms: 3_600_000 },
  { value: 'over_1d', label: '1 day', ms: 86_400_000 },
] as const;

/** What can be asked of the queue: filters, columns and orders, as a list of a vendor declares them. */
export const queueResource: Resource = {
  name: 'queue',
  label: 'Queue',
  singular: 'finding',
  kind: 'finding',
  filters: [
    filter('status', 'Status', { values: named(workStates), open: false }),
    filter('severity', 'Severity', { values: named(severities), open: false }),
    filter('priority_label', 'Priority label', { hint: 'The vendor’s own word' }),
    filter('event_type', 'Event type'),
    filter('source', 'Source', { hint: 'The connection' }),
    filter('vendor', 'Vendor'),
    filter('vendor_status', 'Vendor status'),
    filter('owner', 'Owner', {
      values: [
        { value: meValue, label: 'Me' },
        { value: noValue, label: 'Nobody' },
      ],
    }),
    filter('verdict', 'Verdict', {
      values: [...named(verdicts, verdictLabels), { value: noValue, label: 'None' }],
      open: false,
    }),
    filter('outcome', 'Outcome', { values: named(outcomes), open: false }),
    filter('tenant', 'Tenant'),
    filter('rule', 'Rule', { hint: 'The title, whole' }),
    filter('who', 'Who', { hint: 'The user that it is about' }),
    filter('where', 'Where', { hint: 'The machine, else the address' }),
    filter('technique', 'Technique'),
    filter('reopened', 'Active again', {
      values: [
        { value: 'true', label: 'Yes' },
        { value: 'false', label: 'No' },
      ],
      open: false,
      hint: 'Decided, and active or worse since',
    }),
    filter('delay', 'Arrived late', {
      values: delays.map(({ value, label }) => ({ value, label })),
      open: false,
      hint: 'After it happened, by more than',
    }),
    filter('happened', 'Happened', { type: 'time' }),
    filter('arrived', 'Arrived', { type: 'time' }),
    filter('active', 'Last activity', { type: 'time' }),
    filter('entity', 'User, host, address, hash', { hint: 'The whole value' }),
    filter('q', 'Text', {
      type: 'text',
      multi: false,
      match: 'contains',
      hint: 'In titles, entities, columns and raw records',
    }),
  ],
  columns: [
    { name: 'severity', label: 'Severity', kind: 'severity', widthPx: 92, shown: true, filter: 'severity' },
    { name: 'happened', label: 'Time', kind: 'time', widthPx: 92, shown: true },
    { name: 'title', label: 'Finding', kind: 'title', widthPx: 360, shown: true },
    { name: 'who', label: 'Who', kind: 'text', widthPx: 150, shown: true, filter: 'entity', entity: 'user' },
    { name: 'where', label: 'Where', kind: 'mono', widthPx: 150, shown: true, filter: 'entity', entity: 'host' },
    { name: 'outcome', label: 'Outcome', kind: 'outcome', widthPx: 100, shown: true, filter: 'outcome' },
    { name: 'source', label: 'Source', kind: 'text', widthPx: 84, shown: true, filter: 'source' },
    { name: 'work', label: 'Work', kind: 'status', widthPx: 110, shown: true, filter: 'status' },
    { name: 'arrived', label: 'Arrived', kind: 'time', widthPx: 92, shown: false },
    { name: 'active', label: 'Last activity', kind: 'time', widthPx: 92, shown: false },
    { name: 'tenant', label: 'Tenant', kind: 'text', widthPx: 110, shown: false, filter: 'tenant' },
    {
      name: 'vendor_status',
      label: 'Vendor status',
      kind: 'status',
      widthPx: 110,
      shown: false,
      filter: 'vendor_status',
    },
    {
      name: 'priority_label',
      label: 'Priority label',
      kind: 'text',
      widthPx: 100,
      shown: false,
      filter: 'priority_label',
    },
    { name: 'event_type', label: 'Event type', kind: 'text', widthPx: 180, shown: false, filter: 'event_type' },
    { name: 'verdict', label: 'Verdict', kind: 'text', widthPx: 150, shown: false, filter: 'verdict' },
  ],
  orders: [
    { name: 'work', label: 'Work: worst first, oldest first', provable: true },
    { name: 'time-desc', label: 'Newest first', provable: true },
    { name: 'time-asc', label: 'Oldest first', provable: true },
    { name: 'arrived-desc', label: 'Latest arrival first', provable: true },
    { name: 'active-desc', label: 'Latest activity first', provable: false },
  ],
  // "Needs a decision".
  opensWith: {
    not_status: ['resolved', 'suppressed'],
    severity: ['fatal', 'critical', 'high', 'unknown', 'other'],
    from: 'now-72h',
    to: 'now',
    order: 'work',
  },
};

function toLabel(value: string): string {
  const words = value.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
