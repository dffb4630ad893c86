import type { FilterValues, Interval } from '@watchfloor/contract';
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
  /** For a question that looks at all that matches. */
  where: RawBuilder<boolean>;
  /** The same with the facts `d`, the finding `f` and its mark `m`. */
  fromWhole: RawBuilder<unknown>;
  /** For one that has enough at some time. Whatever the time: what a range adds is in `near` and `apart`. */
  whenever: RawBuilder<boolean>;
  /** Two halves of the range, each one stretch of an index: those whose times lie together, and the few others. */
  near: RawBuilder<boolean>;
  apart: RawBuilder<boolean>;
}

export interface MatchQuestion {
  filters: Readonly<Record<string, FilterValues>>;
  range: Interval;
  asker: Asker;
  /** Few entries are asked about, known by something else than the search. */
  isOfFew?: boolean;
}

/** Tables that the filters of a question need beside the entries. */
export function toTables(filters: MatchQuestion['filters']): RawBuilder<unknown> {
  return Object.keys(filters).some((name) => placeOf(name) === 'finding')
    ? sql`queue_entry x join finding f on f.uid = x.uid and f.at = x.at`
    : sql`queue_entry x`;
}

/** Which sets of facts the filters let through is asked first: from then on they are numbers. */
export async function toMatch(database: Pick<Database, 'sql'>, question: MatchQuestion): Promise<Match> {
  const { filters, range, asker } = question;
  const ofFacts = Object.entries(filters).filter(([name]) => placeOf(name) === 'facts');
  const passes = [isVisible(asker, 'd'), ...ofFacts.map(([name, wanted]) => toCondition(name, wanted, asker))];
  const { rows } = await sql<PassingFacts>`
    select coalesce(array_agg(id) filter (where passes), '{}') as passing,
      coalesce(array_agg(id) filter (where not passes), '{}') as others,
      coalesce(bool_and(is_open) filter (where passes), false) as are_open,
      coalesce(array_agg(distinct severity_rank) filter (where passes), '{}') as ranks
    from (select id, is_open, severity_rank, ${sql.join(passes, sql` and `)} as passes from queue_facts d) told`.execute(
    database.sql,
  );
  const ofEntry = rows.flatMap(toFactsConditions);
  const { each, all } = await toOwnConditions(database, question);
  const join = (parts: RawBuilder<boolean>[]) =>
    parts.length === 0 ? sql<boolean>`true` : sql<boolean>`(${sql.join(parts, sql` and `)})`;
  const tables = toTables(filters);
  const { near, apart } = toRange(range);
  return {
    from: sql`from ${tables}`,
    fromWhole: sql`from queue_entry x join queue_facts d on d.id = x.facts
      join finding f on f.uid = x.uid and f.at = x.at left join mark m on m.uid = x.uid`,
    whenever: join([...ofEntry, ...each]),
    near,
    apart,
    where: sql<boolean>`(${join([...ofEntry, ...all])} and (${near} or ${apart}))`,
  };
}

interface PassingFacts {
  passing: number[];
  others: number[];
  /** All that pass. */
  are_open: boolean;
  ranks: number[];
}

/** Named are those that pass or those that do not, whichever are fewer. */
function toFactsConditions({ passing, others, are_open, ranks }: PassingFacts): RawBuilder<boolean>[] {
  if (others.length === 0) return [];
  return [
    passing.length <= others.length
      ? sql<boolean>`x.facts = any(${passing}::int[])`
      : sql<boolean>`x.facts <> all(${others}::int[])`,
    // Known of the facts already, and said again for the index of the open ones.
    ...(are_open ? [sql<boolean>`x.is_open`] : []),
    sql<boolean>`x.severity_rank = any(${ranks}::smallint[])`,
  ];
}

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
