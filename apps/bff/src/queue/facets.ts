import type { Interval, QueueFacetsAnswer, Severity } from '@watchfloor/contract';
import { severities } from '@watchfloor/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { facetOf, isVisible, placeOf, toCondition, toFacetCounts } from './conditions.ts';
import { type MatchQuestion, toIndexedConditions, toOwnConditions, toTables } from './match.ts';
import { toRange } from './range.ts';

/** Counted exactly and whole. What has as many values as there are findings (`entity`, `q`) is none. */
const facetNames = [
  'status',
  'severity',
  'priority_label',
  'event_type',
  'source',
  'vendor_status',
  'owner',
  'verdict',
  'outcome',
  'tenant',
  'technique',
  'vendor',
  'reopened',
  'delay',
] as const;

const minute = 60_000;
const stepsMs = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 10_080].map((minutes) => minutes * minute);
const binsMax = 96;

/**
 * Counts each facet under all other filters, the whole, and the histogram, in one question over the range: entries are
 * counted by their sets of facts, of which there are few, and facets by those. Each filter is a column that says whether a
 * set passes it, so that leaving one out costs nothing.
 */
export async function readFacets(
  database: Pick<Database, 'sql'>,
  question: MatchQuestion,
): Promise<Omit<QueueFacetsAnswer, 'histogram'> & { histogram: Omit<QueueFacetsAnswer['histogram'], 'unread'> }> {
  const { filters, range, asker } = question;
  const names = Object.keys(filters).filter((name) => placeOf(name) === 'facts');
  const passes = names.map((name, index) => {
    const condition = toCondition(name, filters[name] ?? { include: [], exclude: [] }, asker);
    return sql`${condition} as ${sql.ref(`pass_${index}`)}`;
  });
  const passing = (except?: string): RawBuilder<boolean> => {
    const others = names.flatMap((name, index) => (name === except ? [] : [sql.ref(`pass_${index}`)]));
    return others.length === 0 ? sql<boolean>`true` : sql<boolean>`(${sql.join(others, sql` and `)})`;
  };
  const facets = facetNames.map((name) => {
    const facet = facetOf(name);
    if (!facet) throw new Error(`There is no facet ${name}.`);
    return { name, facet };
  });
  const columns = facets.map(
    ({ name, facet }) => sql`${'value' in facet ? facet.value : facet.list} as ${sql.ref(name)}`,
  );
  const counts = facets.map(({ name, facet }) =>
    'value' in facet
      ? sql`select ${name}::text as facet, ${sql.ref(name)} as value, sum(count)::int8 as count
          from base where ${passing(name)} group by 2`
      : sql`select ${name}::text, v, sum(count)::int8 from base, unnest(${sql.ref(name)}) v where ${passing(name)} group by 2`,
  );
  const stepMs = toStep(range);
  const { from, to } = range;
  const at = sql<number>`case when x.happened between ${from} and ${to} then x.happened
    when x.arrived between ${from} and ${to} then x.arrived else x.active end`;
  const { near, apart } = toRange(range);
  const { all: own } = await toOwnConditions(database, question);
  const entries = (part: RawBuilder<boolean>, place: RawBuilder<number>) => sql`
    select x.facts, x.severity_rank, x.is_open, ((${place} - ${from}) / ${stepMs})::int as bin
    from ${toTables(filters)} where ${sql.join([part, ...own], sql` and `)}`;
  const { rows } = await sql<{ facet: string; value: string | null; count: number }>`
    with entry as ${filters.q ? sql`materialized` : sql`not materialized`} (
      ${entries(near, sql<number>`x.sort_at`)} union all ${entries(apart, at)}
    ),
    base as materialized (
      select ${sql.join([...columns, ...passes])}, d.id, c.count
      from (select facts, count(*) as count from entry group by facts) c join queue_facts d on d.id = c.facts
      where ${isVisible(asker, 'd')}
    )
    ${sql.join(counts, sql` union all `)}
    union all select 'total', null, coalesce(sum(count), 0)::int8 from base where ${passing()}
    union all select 'bin', bin || ' ' || severity_rank, count(*)
      from entry x where ${sql.join([sql`facts in (select id from base where ${passing()})`, ...toIndexedConditions(filters)], sql` and `)}
      group by bin, severity_rank
  `.execute(database.sql);
  return {
    total: rows.find(({ facet }) => facet === 'total')?.count ?? 0,
    range,
    facets: facets.map(({ name }) => ({
      filter: name,
      values: toFacetCounts(
        name,
        rows.flatMap(({ facet, value, count }) => (facet === name && value !== null ? [{ value, count }] : [])),
        asker,
      ).toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)),
    })),
    histogram: { stepMs, bins: toBins(rows, from, stepMs) },
  };
}

function toStep({ from, to }: Interval): number {
  return stepsMs.find((step) => (to - from) / step <= binsMax) ?? Math.ceil((to - from) / binsMax);
}

function toBins(rows: readonly { facet: string; value: string | null; count: number }[], from: number, stepMs: number) {
  const bins = new Map<number, Partial<Record<Severity, number>>>();
  for (const { facet, value, count } of rows) {
    if (facet !== 'bin' || value === null) continue;
    const [bin = '0', rank] = value.split(' ');
    const severity = severities[Number(rank) - 1] ?? 'unknown';
    const counts = bins.get(Number(bin)) ?? {};
    counts[severity] = count;
    bins.set(Number(bin), counts);
  }
  return [...bins].toSorted(([a], [b]) => a - b).map(([bin, counts]) => ({ at: from + bin * stepMs, counts }));
}
