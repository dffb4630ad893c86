import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { isVisible, placeOf, toCondition } from './conditions.ts';
import { type MatchQuestion, toOwnConditions, toRange, toTables } from './match.ts';

/** How many findings each of some questions finds, exactly, in one question to the database. */
export async function readCounts(
  { sql: db }: Pick<Database, 'sql'>,
  asked: readonly (MatchQuestion & { view: string })[],
): Promise<{ view: string; findings: number }[]> {
  if (asked.length === 0) return [];
  const counts = asked.map(({ view, filters, range, asker }) => {
    const ofFacts = Object.entries(filters).filter(([name]) => placeOf(name) === 'facts');
    const facts = [isVisible(asker, 'd'), ...ofFacts.map(([name, wanted]) => toCondition(name, wanted, asker))];
    const { near, apart } = toRange(range);
    const own = toOwnConditions(filters, asker);
    const counting = (part: typeof near) => sql`(
      select count(*) from ${toTables(filters)}
      where ${sql.join([part, ...own], sql` and `)}
        and x.facts in (select d.id from queue_facts d where ${sql.join(facts, sql` and `)})
    )`;
    return sql`select ${view}::text as view, ${counting(near)} + ${counting(apart)} as findings`;
  });
  const { rows } = await sql<{ view: string; findings: number }>`${sql.join(counts, sql` union all `)}`.execute(db);
  return rows;
}
