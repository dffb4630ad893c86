import {
  type Grouping,
  type GroupOrder,
  groupingSchema,
  groupOrderSchema,
  noValue,
  type QueueGroup,
  type Severity,
  type SourceRecord,
} from '@watchfloor/contract';
import { type RawBuilder, sql } from 'kysely';
import { ProblemError } from '../http/problem.ts';
import type { Database } from '../store/database.ts';
import { whereOf, whoOf } from '../triage/who-where.ts';
import { valuesOf } from './conditions.ts';
import type { Match } from './match.ts';

/** Where a scroll through groups stands. */
export interface GroupPosition {
  readonly [key: string]: unknown;
  snapshot: number;
  /** When the scroll began, epoch ms. */
  now: number;
  totalGroups: number;
  total: number;
  /** The last group that was given out. */
  place: number[];
  id: string;
}

interface GroupQuestion {
  by: Grouping;
  order: GroupOrder;
  match: Match;
  rows: number;
  snapshot: number;
  after: GroupPosition | null;
}

/** Of all groups, and of the findings in them. */
interface GroupTotals {
  totalGroups: number;
  total: number;
}

interface FoundGroup {
  id: string;
  value: string;
  source: string;
  findings: number;
  row_count: number;
  open: number;
  from_at: number;
  to_at: number;
  place: number[];
  severity: Severity;
  record: SourceRecord;
}

/** Later than any time that a finding has. */
const latestMs = 99_999_999_999_999;

/** By what a group is placed, the least first. */
const orders: Readonly<Record<GroupOrder, RawBuilder<number[]>>> = {
  count: sql<number[]>`array[-findings]::bigint[]`,
  worst: sql<number[]>`array[worst, -findings]::bigint[]`,
  latest: sql<number[]>`array[-to_at]::bigint[]`,
};

/** @throws ProblemError where one of them is not known */
export function parseGrouping(by: unknown, order: unknown = 'count'): { by: Grouping; order: GroupOrder } {
  const grouping = groupingSchema.safeParse(by);
  const groupOrder = groupOrderSchema.safeParse(order);
  if (grouping.success && groupOrder.success) return { by: grouping.data, order: groupOrder.data };
  const [parameter, known] = grouping.success
    ? ['group_order', groupOrderSchema.def.entries]
    : ['group', groupingSchema.def.entries];
  const detail = `Has to be one of ${Object.values(known).join(', ')}.`;
  throw new ProblemError('bad_parameter', `The question was not asked. To correct: ${parameter}.`, {
    errors: [{ parameter, detail }],
  });
}

/**
 * A page of groups behind `after`, each with exact counts of what it holds. What came after the snapshot is in none; a
 * group whose place changes meanwhile stands where it is now.
 */
export async function readGroups(
  { sql: db }: Pick<Database, 'sql'>,
  { by, order, match, rows, snapshot, after }: GroupQuestion,
): Promise<{ found: FoundGroup[]; totals: GroupTotals }> {
  const place = orders[order];
  const behind = after ? sql<boolean>`(${place}, id) > (${after.place}::bigint[], ${after.id})` : sql<boolean>`true`;
  // Of a scroll, the first page counts; those behind it stand in its cursor.
  const totals = after
    ? sql``
    : sql`, (select count(*) from grouped) as "totalGroups", ${totalOf(by, match, snapshot)} as total`;
  const { rows: found } = await sql<FoundGroup & Partial<GroupTotals>>`
    with matched as (
      select ${valueOf(by)} as value, ${sourceOf(by)} as source, x.uid, x.matter, x.matter_pause_ms, x.sort_at,
        x.severity_rank, x.is_open
      ${fromOf(by, match)} where ${match.where} and x.first_change <= ${snapshot}
    ),
    -- Rows are told apart as in the list that the group opens.
    stepped as (
      select *, coalesce(sort_at - lag(sort_at) over in_matter > matter_pause_ms, lag(sort_at) over in_matter is null)
        as is_first
      from matched window in_matter as (partition by matter, value, source order by sort_at)
    ),
    grouped as materialized (
      select md5(source || chr(31) || value) as id, value, source, count(*) as findings,
        count(*) filter (where is_first) as row_count, count(*) filter (where is_open) as open,
        min(severity_rank) as worst, min(sort_at) as from_at, max(sort_at) as to_at,
        -- The worst and then the latest, in one text that sorts so: an aggregate of its own order would sort all again.
        min(severity_rank || to_char(${latestMs} - sort_at, 'FM00000000000000') || uid collate "C") as first_of
      from stepped group by value, source
    ),
    page as (select *, ${place} as place from grouped where ${behind} order by place, id limit ${rows})
    select p.id, p.value, p.source, p.findings, p.row_count, p.open, p.from_at, p.to_at, p.place, f.severity, f.record
      ${totals}
    from page p join queue_entry x on x.uid = substr(p.first_of, 16) collate "default" join finding f on f.uid = x.uid and f.at = x.at
    order by p.place, p.id`.execute(db);
  const { totalGroups = 0, total = 0 } = after ?? found[0] ?? {};
  return { found, totals: { totalGroups, total } };
}

export function toGroup(
  { id, value, source, findings, row_count: rows, open, from_at: from, to_at: to, severity, record }: FoundGroup,
  by: Grouping,
): QueueGroup {
  const filters = { [by]: value, ...(source === '' ? {} : { source }) };
  return { id, ...toWords(value, by, record), filters, findings, rows, open, worst: severity, from, to };
}

/** A rule is one of a source: two connections of a vendor are asked about apart. */
function sourceOf(by: Grouping): RawBuilder<string> {
  return by === 'rule' ? sql<string>`f.connection` : sql<string>`''::text`;
}

/** Techniques stand among the facts; all others are the finding's own. */
function fromOf(by: Grouping, match: Match): RawBuilder<unknown> {
  return by === 'technique'
    ? sql`${match.from} join queue_facts d on d.id = x.facts`
    : sql`from queue_entry x join finding f on f.uid = x.uid and f.at = x.at`;
}

/** A finding of two techniques stands in two groups, and counts once. */
function totalOf(by: Grouping, match: Match, snapshot: number): RawBuilder<number> {
  return by === 'technique'
    ? sql<number>`(select count(*) ${match.from} where ${match.where} and x.first_change <= ${snapshot})`
    : sql<number>`(select coalesce(sum(findings), 0)::int8 from grouped)`;
}

function valueOf(by: Grouping): RawBuilder<string> {
  const facet = valuesOf(by);
  if (!facet) throw new Error(`There is nothing to group by ${by}.`);
  return 'value' in facet ? facet.value : sql<string>`unnest(${facet.list})`;
}

function toWords(value: string, by: Grouping, record: SourceRecord): Pick<QueueGroup, 'label' | 'note'> {
  if (by === 'rule') return { label: record.title, note: null };
  if (value === noValue) return { label: null, note: null };
  if (by === 'technique') return { label: value, note: record.attack.find(({ id }) => id === value)?.name ?? null };
  // As the vendor spells it.
  return { label: (by === 'who' ? whoOf(record) : whereOf(record)) ?? value, note: null };
}
