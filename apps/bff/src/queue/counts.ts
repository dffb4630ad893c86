import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { isVisible, placeOf, toCondition } from './conditions.ts';
import { type MatchQuestion, toOwnConditions, toTables } from './match.ts';
import { toRange } from './range.ts';

type Counted = MatchQuestion & { view: string; own: RawBuilder<boolean>[] };

/** Views that look no further back are counted in one look over the entries; of the others each by itself. */
const togetherMs = 8 * 24 * 3_600_000;

/** How many findings each of some questions finds, exactly, in one question to the database. */
export async function readCounts(
  database: Pick<Database, 'sql'>,
  asked: readonly (MatchQuestion & { view: string })[],
): Promise<{ view: string; findings: number }[]> {
  const counted = await Promise.all(
    asked.map(async (one) => ({ ...one, own: (await toOwnConditions(database, one)).all })),
  );
  const alone = counted.filter((one) => !isTogether(one));
  const together = counted.filter(isTogether);
  const parts = [...alone.map(toAlone), ...(together.length > 0 ? [toTogether(together)] : [])];
  if (parts.length === 0) return [];
  const { rows } = await sql<{ view: string; findings: number }>`${sql.join(parts, sql` union all `)}`.execute(
    database.sql,
  );
  return rows;
}

function isTogether({ filters, range, asker: { now } }: Counted): boolean {
  return now - range.from <= togetherMs && Object.keys(filters).every((name) => placeOf(name) !== 'finding');
}

/** Which sets of facts a question lets through. */
function toFacts({ filters, asker }: Counted): RawBuilder<boolean> {
  const ofFacts = Object.entries(filters).filter(([name]) => placeOf(name) === 'facts');
  const conditions = ofFacts.map(([name, wanted]) => toCondition(name, wanted, asker));
  return sql<boolean>`(${sql.join([isVisible(asker, 'd'), ...conditions], sql` and `)})`;
}

function toAlone(one: Counted): RawBuilder<unknown> {
  const { near, apart } = toRange(one.range);
  const own = [sql<boolean>`x.facts = any(array(select d.id from queue_facts d where ${toFacts(one)}))`, ...one.own];
  const count = (part: RawBuilder<boolean>) =>
    sql`(select count(*) from ${toTables(one.filters)} where ${sql.join([part, ...own], sql` and `)})`;
  return sql`select ${one.view}::text as view, ${count(near)} + ${count(apart)} as findings`;
}

/** Each question is a column of the facts and one of the entries; what neither lets through is not looked at again. */
function toTogether(asked: readonly Counted[]): RawBuilder<unknown> {
  const passes = asked.map((one, index) => ({ name: sql.ref(`pass_${index}`), condition: toFacts(one) }));
  const halfOf = (half: 'near' | 'apart', within: RawBuilder<boolean>) => {
    const counts = asked.map(({ range, own }, index) => {
      const conditions = [sql.ref(`pass_${index}`), toRange(range)[half], ...own];
      return sql`count(*) filter (where ${sql.join(conditions, sql` and `)})`;
    });
    return sql`select array[${sql.join(counts)}] as counted
      from queue_entry x join passing p on p.id = x.facts where ${within}`;
  };
  const whole = {
    from: Math.min(...asked.map(({ range }) => range.from)),
    to: Math.max(...asked.map(({ range }) => range.to)),
  };
  const anyApart = sql<boolean>`(${sql.join(
    asked.map(({ range }) => toRange(range).apart),
    sql` or `,
  )})`;
  return sql`
    select v.view, sum(v.findings)::int8 as findings from (
      with passing as materialized (
        select d.id, ${sql.join(passes.map(({ name, condition }) => sql`${condition} as ${name}`))}
        from queue_facts d where ${sql.join(
          passes.map(({ condition }) => condition),
          sql` or `,
        )}
      )
      ${halfOf('near', toRange(whole).near)} union all ${halfOf('apart', anyApart)}
    ) c, unnest(${asked.map(({ view }) => view)}::text[], c.counted) as v (view, findings)
    group by v.view`;
}
