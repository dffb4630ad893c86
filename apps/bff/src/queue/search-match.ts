import { entityKinds, type Interval, type SearchNode } from '@watchfloor/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { toIndexedWords } from '../sync/search-text.ts';
import { type Asker, isVisible } from './conditions.ts';
import { toRange } from './range.ts';
import { toSearchCondition } from './search.ts';

type Condition = RawBuilder<boolean>;

/** So few entries are named one by one: every part of a question then looks at these alone. */
const namedMax = 5_000;

interface Searched {
  node: SearchNode;
  asker: Asker;
  /** The range, as a condition on entries `x`. */
  within: Condition;
}

/**
 * What a search finds, as a condition on entries `x`. Parts that the index of words can answer are asked first; what is not
 * indexed yet is looked through beside it. The rest looks at each entry of the range.
 */
export async function toSearchMatch(
  { sql: db }: Pick<Database, 'sql'>,
  { node, asker, within }: Searched,
): Promise<Condition> {
  const direct = (one: SearchNode) => toSearchCondition(one, asker);

  async function toMatch(one: SearchNode, isOuter: boolean): Promise<Condition> {
    const words = toIndexQuery(one);
    if (words !== undefined) {
      const hits = toHits(one, words, { asker, within });
      const { rows } = await sql<{ uid: string }>`select uid from (${hits}) h limit ${namedMax + 1}`.execute(db);
      if (rows.length <= namedMax) return sql<boolean>`x.uid = any(${rows.map(({ uid }) => uid)}::text[])`;
      return isOuter ? sql<boolean>`x.uid in (${hits})` : direct(one);
    }
    switch (one.kind) {
      case 'and':
      case 'or': {
        const parts: Condition[] = [];
        for (const part of one.nodes) parts.push(await toMatch(part, isOuter && one.kind === 'and'));
        return sql<boolean>`(${sql.join(parts, one.kind === 'and' ? sql` and ` : sql` or `)})`;
      }
      case 'not':
        return sql<boolean>`not ${await toMatch(one.node, false)}`;
      default:
        return direct(one);
    }
  }
  return toMatch(node, true);
}

/** Findings of a range that no search has looked through, as they wait to be read. */
export async function countNotSearched(
  { sql: db }: Pick<Database, 'sql'>,
  { range, asker }: { range: Interval; asker: Asker },
): Promise<number> {
  const { near, apart } = toRange(range);
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from finding_search s join queue_entry x on x.uid = s.uid
    join queue_facts d on d.id = x.facts
    where s.words is null and (${near} or ${apart}) and ${isVisible(asker, 'd')}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** The entries of the range that `node` finds. @param words finds them all, and maybe others */
function toHits(node: SearchNode, words: string, { asker, within }: Omit<Searched, 'node'>): RawBuilder<unknown> {
  const exactly = toSearchCondition(node, asker, (condition) => condition);
  const entries = sql`select x.uid from finding_search s join queue_entry x on x.uid = s.uid`;
  const indexed = isIndexExact(node) ? sql<boolean>`true` : exactly;
  return sql`
    ${entries} where s.is_indexed and search_words(s.words) @@ ${words}::tsquery and ${within} and ${indexed}
    union all
    ${entries} where s.is_indexed is not true and ${within} and ${exactly}`;
}

/** What the index is asked for; undefined where it cannot narrow anything. */
function toIndexQuery(node: SearchNode): string | undefined {
  switch (node.kind) {
    case 'and': {
      const parts = node.nodes.flatMap((one) => toIndexQuery(one) ?? []);
      return parts.length === 0 ? undefined : `(${parts.join(' & ')})`;
    }
    case 'or': {
      const parts = node.nodes.map(toIndexQuery);
      return parts.every((part) => part !== undefined) ? `(${parts.join(' | ')})` : undefined;
    }
    case 'words':
      return toWordQuery(node.text, node.isWhole);
    case 'value':
      return node.field === 'entity' || entityKinds.some((kind) => kind === node.field)
        ? toWordQuery(node.value, node.isWhole)
        : undefined;
    default:
      return undefined;
  }
}

/** Words hold letters, digits and marks alone: nothing in them means something to Postgres. */
function toWordQuery(text: string, isWhole: boolean): string | undefined {
  const words = toIndexedWords(text);
  if (words.length === 0) return undefined;
  return words.map((word, index) => `'${word}'${index === words.length - 1 && !isWhole ? ':*' : ''}`).join(' & ');
}

/** The index knows which words a finding has, and neither their order nor where they stand. */
function isIndexExact(node: SearchNode): boolean {
  if (node.kind === 'and' || node.kind === 'or') return node.nodes.every(isIndexExact);
  return node.kind === 'words' && node.scope === 'any' && toIndexedWords(node.text).length === 1;
}
