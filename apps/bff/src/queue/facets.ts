import type { FilterValues, Interval, QueueFacetsAnswer, Severity } from '@watchfloor/contract';
import { severities } from '@watchfloor/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { type Asker, facetOf, inRange, isVisible, toCondition, toFacetCounts } from './conditions.ts';

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

export interface FacetQuestion {
  filters: Readonly<Record<string, FilterValues>>;
  range: Interval;
  asker: Asker;
}

/**
 * Counts each facet under all other filters, the whole, and the histogram, in one question over the range.
 * Each filter is a column that says whether a row passes it, so that leaving one out costs nothing.
 */
export async function readFacets(
  { sql: db }: Pick<Database, 'sql'>,
  { filters, range, asker }: FacetQuestion,
): Promise<Omit<QueueFacetsAnswer, 'histogram'> & { histogram: Omit<QueueFacetsAnswer['histogram'], 'unread'> }> {
  const names = Object.keys(filters);
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
      ? sql`select ${name}::text as facet, ${sql.ref(name)} as value, count(*) as count
          from base where ${passing(name)} group by 2`
      : sql`select ${name}::text, v, count(*) from base, unnest(${sql.ref(name)}) v where ${passing(name)} group by 2`,
  );
  const stepMs = toStep(range);
  const { from, to } = range;
  const at = sql`case when f.happened between ${from} and ${to} then f.happened
    when f.arrived between ${from} and ${to} then f.arrived else f.active end`;
  const { rows } = await sql<{ facet: string; value: string | null; count: number }>`
    with base as materialized (
      select ${sql.join([...columns, ...passes])}, ((${at} - ${from}) / ${stepMs})::int as bin
      from finding f left join mark m on m.uid = f.uid
      where ${isVisible(asker)} and ${inRange(range)}
    )
    ${sql.join(counts, sql` union all `)}
    union all select 'total', null, count(*) from base where ${passing()}
    union all select 'bin', bin || ' ' || severity, count(*) from base where ${passing()} group by bin, severity
  `.execute(db);
  return {
    total: rows.find(({ facet }) => facet === 'total')?.count ?? 0,
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
    const [bin = '0', name] = value.split(' ');
    const severity = severities.find((one) => one === name) ?? 'unknown';
    const counts = bins.get(Number(bin)) ?? {};
    counts[severity] = count;
    bins.set(Number(bin), counts);
  }
  return [...bins].toSorted(([a], [b]) => a - b).map(([bin, counts]) => ({ at: from + bin * stepMs, counts }));
}
