import { type FilterValues, type Interval, isOpenState, severities, workStates } from '@watchfloor/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { type Asker, isVisible, placeOf, toCondition } from './conditions.ts';
import { toRange } from './range.ts';
import { toSearchCondition, toSearchNode } from './search.ts';
import { toSearchMatch } from './search-match.ts';

/** What matches a question: entries `x`, and where `from` says so the findings `f` and the marks `m` behind them. */
export interface Match {
  /** `from queue_entry x …`, for a question about `where`. */
  from: RawBuilder<unknown>;
  /** What `from` has beside the entries. */
  beside: RawBuilder<unknown>;
  /** For a question that looks at all that matches. */
  where: RawBuilder<boolean>;
  /** The same with the facts `d`, the finding `f` and its mark `m`. */
  fromWhole: RawBuilder<unknown>;
  /** For one that has enough at some time. Whatever the time: what a range adds is in `near` and `apart`. */
  whenever: RawBuilder<boolean>;
  /** Two halves of the range, each one stretch of an index: those whose times lie together, and the few others. */
  near: RawBuilder<boolean>;
  apart: RawBuilder<boolean>;
  /** For a count by sets of facts: what is asked of the entries alone, and which of the sets it is about. */
  counted: { where: RawBuilder<boolean>[]; isOfFacts: (facts: RawBuilder<number>) => RawBuilder<boolean> };
}

export interface MatchQuestion {
  filters: Readonly<Record<string, FilterValues>>;
  range: Interval;
  asker: Asker;
  /** Few entries are asked about, known by something else than the search. */
  isOfFew?: boolean;
}

/** The entries `x`, and what the filters of a question need beside them. */
export const toTables = (filters: MatchQuestion['filters']): RawBuilder<unknown> =>
  sql`queue_entry x ${toBeside(filters)}`;

function toBeside(filters: MatchQuestion['filters']): RawBuilder<unknown> {
  return Object.keys(filters).some((name) => placeOf(name) === 'finding')
    ? sql`join finding f on f.uid = x.uid and f.at = x.at`
    : sql``;
}

/**
 * Which sets of facts the filters let through is asked first: from then on they are numbers. A set never changes, so the
 * numbers hold however long the question is asked; of those that are newer, the statement itself looks.
 */
export async function toMatch(database: Pick<Database, 'sql'>, question: MatchQuestion): Promise<Match> {
  const { filters, range, asker } = question;
  const ofFacts = Object.entries(filters).filter(([name]) => placeOf(name) === 'facts');
  const passes = sql<boolean>`${sql.join(
    [isVisible(asker, 'd'), ...ofFacts.map(([name, wanted]) => toCondition(name, wanted, asker))],
    sql` and `,
  )}`;
  const { rows } = await sql<KnownFacts>`
    select are_passing, case when are_passing then passing else others end as ids, newest
    from (
      select coalesce(array_agg(id) filter (where passes), '{}') as passing,
        coalesce(array_agg(id) filter (where not passes), '{}') as others,
        count(*) filter (where passes) <= count(*) filter (where not passes) as are_passing, coalesce(max(id), 0) as newest
      from (select id, ${passes} as passes from queue_facts d) each_set
    ) told`.execute(database.sql);
  const isOfFacts = (facts: RawBuilder<number>) => join(rows.map((known) => toFactsCondition(facts, known, passes)));
  const ofEntry = [isOfFacts(sql`x.facts`), ...toIndexedConditions(filters)];
  const { each, all } = await toOwnConditions(database, question);
  const { near, apart } = toRange(range);
  return {
    from: sql`from ${toTables(filters)}`,
    beside: toBeside(filters),
    fromWhole: sql`from queue_entry x join queue_facts d on d.id = x.facts
      join finding f on f.uid = x.uid and f.at = x.at left join mark m on m.uid = x.uid`,
    whenever: join([...ofEntry, ...each]),
    near,
    apart,
    where: join([...ofEntry, ...all, sql<boolean>`(${near} or ${apart})`]),
    counted: {
      // A search is asked once; otherwise each half is a stretch of an index.
      where: (filters.q ? [sql<boolean>`(${near} or ${apart})`] : [near, apart]).map((part) =>
        join([part, ...toIndexedConditions(filters), ...all]),
      ),
      isOfFacts,
    },
  };
}

const join = (parts: RawBuilder<boolean>[]) =>
  parts.length === 0 ? sql<boolean>`true` : sql<boolean>`(${sql.join(parts, sql` and `)})`;

interface KnownFacts {
  /** Those that pass or those that do not, whichever are fewer. */
  ids: number[];
  are_passing: boolean;
  newest: number;
}

function toFactsCondition(
  facts: RawBuilder<number>,
  { ids, are_passing, newest }: KnownFacts,
  passes: RawBuilder<boolean>,
): RawBuilder<boolean> {
  // Their number is nothing that the database has to guess from the values, which takes it longer than to look.
  const known = are_passing
    ? sql<boolean>`${facts} in (select unnest(${ids}::int[]))`
    : sql<boolean>`${facts} <= ${newest} and ${facts} not in (select unnest(${ids}::int[]))`;
  const isNewer = sql<boolean>`${facts} > ${newest} and ${facts} in (select d.id from queue_facts d where ${passes})`;
  return sql<boolean>`(${known} or ${isNewer})`;
}

/** What follows from the facts that are asked for, said again of the entry for the indexes that know it. */
export function toIndexedConditions({ status, severity }: MatchQuestion['filters']): RawBuilder<boolean>[] {
  const isOpen = status && workStates.every((state) => isOpenState(state) || !isAsked(status, state));
  const ranks = severity && severities.flatMap((one, index) => (isAsked(severity, one) ? [index + 1] : []));
  return [
    ...(isOpen ? [sql<boolean>`x.is_open`] : []),
    ...(ranks ? [sql<boolean>`x.severity_rank = any(${ranks}::smallint[])`] : []),
  ];
}

const isAsked = ({ include, exclude }: FilterValues, value: string) =>
  (include.length === 0 || include.includes(value)) && !exclude.includes(value);

/**
 * What filters ask of the entry and of the finding itself.
 * @throws ProblemError where a search cannot be read
 */
export async function toOwnConditions(
  database: Pick<Database, 'sql'>,
  { filters, range, asker, isOfFew = false }: MatchQuestion,
): Promise<{ each: RawBuilder<boolean>[]; all: RawBuilder<boolean>[] }> {
  const { q, ...others } = filters;
  const conditions = Object.entries(others).flatMap(([name, wanted]) =>
    placeOf(name) === 'facts' ? [] : [toCondition(name, wanted, asker)],
  );
  const node = q && toSearchNode(q);
  if (!node) return { each: conditions, all: conditions };
  const direct = isOfFew ? toSearchCondition(node, asker) : undefined;
  const found = direct ? { each: direct, all: direct } : await toSearchMatch(database, { node, asker, range });
  return { each: [...conditions, found.each], all: [...conditions, found.all] };
}
