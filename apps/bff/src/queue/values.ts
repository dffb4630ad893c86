import type { QueueValuesAnswer } from '@watchfloor/contract';
import { sql } from 'kysely';
import { ProblemError } from '../http/problem.ts';
import type { Database } from '../store/database.ts';
import { valuesOf } from './conditions.ts';
import type { Match } from './match.ts';

/** Filters with so many values that no panel lists them all: those that contain a text are asked for. */
const searchable = ['entity', 'rule', 'who', 'where', 'technique', 'event_type', 'tenant'] as const;
const valuesMax = 50;
const textCharsMax = 200;

/** @throws ProblemError for a filter whose values are not looked through */
export function checkSearchable(name: string | undefined): string {
  if (searchable.some((one) => one === name)) return name ?? '';
  const detail = `Has to be one of ${searchable.join(', ')}.`;
  throw new ProblemError('bad_parameter', 'The question was not asked. To correct: facet.', {
    errors: [{ parameter: 'facet', detail }],
  });
}

/**
 * Counts the values of a filter that contain a text, exactly; the most frequent of them.
 * @param match all other filters
 */
export async function readValues(
  { sql: db }: Pick<Database, 'sql'>,
  { name, text, match }: { name: string; text: string; match: Match },
): Promise<QueueValuesAnswer> {
  const facet = valuesOf(name);
  if (!facet) throw new Error(`There is no facet ${name}.`);
  const pattern = `%${text.slice(0, textCharsMax).replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
  const value = 'value' in facet ? facet.value : sql<string>`unnest(${facet.list})`;
  const { rows } = await sql<{ value: string; count: number; total: number }>`
    select value, count(*) as count, count(*) over () as total from (
      select ${value} as value ${match.fromWhole} where ${match.where}
    ) named where value ilike ${pattern}
    group by value order by count(*) desc, value limit ${valuesMax}`.execute(db);
  return { values: rows.map(({ value: one, count }) => ({ value: one, count })), total: rows[0]?.total ?? 0 };
}
