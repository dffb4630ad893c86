import { entityKinds, type Interval, type SearchNode } from '@watchfloor/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { toIndexedWords } from '../sync/search-text.ts';
import { type Asker, isVisible } from './conditions.ts';
import { toRange } from './range.ts';
import { toSearchCondition } from './search.ts';

type Condition = RawBuilder<boolean>;

const limits = {
  /** So few entries are named one by one: every part of a question then looks at these alone. */
  named: 5_000,
  /** More candidates than this are not looked at to name a few. */
  candidates: 20_000,
};
/** Looking at each entry of a shorter range costs less than all of what a common word is in. */
const shortMs = 3 * 86_400_000;

/** What a search finds, as conditions on entries `x` that hold for the same. */
export interface SearchMatch {
  /** For a question that looks at entries one by one until it has enough. */
  each: Condition;
  /** For a question that looks at all of them. */
  all: Condition;
}

interface Searched {
  node: SearchNode;
  asker: Asker;
  range: Interval;
}

/**
 * Parts that the index of words can answer are asked first; what is not indexed yet is looked through beside it. What is in
 * very many findings, and what no index can narrow, is looked for in each entry.
 */
export async function toSearchMatch(
  { sql: db }: Pick<Database, 'sql'>,
  { node, asker, range }: Searched,
  { named, candidates } = limits,
): Promise<SearchMatch> {
  const { near, apart } = toRange(range);
  const within = sql<boolean>`(${near} or ${apart})`;
  const isShort = range.to - range.from < shortMs;

  async function toMatch(one: SearchNode, isOuter: boolean): Promise<SearchMatch> {
    const words = toIndexQuery(one);
    if (words !== undefined) {
      const { rows } = await sql<{ uid: string | null; are_all: boolean }>`
        with hit as materialized (${indexed(words)} limit ${candidates + 1}),
        found as (${toFound(one, { asker, within })} limit ${named + 1})
        select f.uid, (select count(*) <= ${candidates} from hit) as are_all
        from (select 1) one left join found f on true`.execute(db);
      const uids = rows.flatMap(({ uid }) => uid ?? []);
      if (rows[0]?.are_all && uids.length <= named) return same(sql<boolean>`x.uid = any(${uids}::text[])`);
      const each = toSearchCondition(one, asker);
      const hits = sql<boolean>`x.uid in (
        with hit as materialized (${indexed(words)}) ${toFound(one, { asker, within })})`;
      return { each, all: isOuter && !isShort ? hits : each };
    }
    switch (one.kind) {
      case 'and':
      case 'or': {
        const parts: SearchMatch[] = [];
        for (const part of one.nodes) parts.push(await toMatch(part, isOuter && one.kind === 'and'));
        const between = one.kind === 'and' ? sql` and ` : sql` or `;
        const join = (conditions: Condition[]) => sql<boolean>`(${sql.join(conditions, between)})`;
        return { each: join(parts.map(({ each }) => each)), all: join(parts.map(({ all }) => all)) };
      }
      case 'not': {
        const { each, all } = await toMatch(one.node, false);
        return { each: sql<boolean>`not ${each}`, all: sql<boolean>`not ${all}` };
      }
      default:
        return same(toSearchCondition(one, asker));
    }
  }
  return toMatch(node, true);
}

const same = (condition: Condition): SearchMatch => ({ each: condition, all: condition });

/** By itself: the database knows the price of the index, and not that of making a finding's words anew. */
const indexed = (words: string) =>
  sql`select s.uid from finding_search s where s.is_indexed and search_words(s.words) @@ ${words}::tsquery`;

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

/** The entries of the range that `node` finds, among the candidates `hit` and what is not indexed. */
function toFound(node: SearchNode, { asker, within }: { asker: Asker; within: Condition }): RawBuilder<unknown> {
  const exactly = toSearchCondition(node, asker, (condition) => condition);
  // One by one: how many a word finds is not guessed well, and by the guess the whole table would be read.
  const entry = (uid: RawBuilder<unknown>) =>
    sql`cross join lateral (select x.* from queue_entry x where x.uid = ${uid} and ${within} offset 0) x`;
  const candidates = isIndexExact(node)
    ? sql`select x.uid from hit h ${entry(sql`h.uid`)}`
    : sql`select x.uid from hit h ${entry(sql`h.uid`)} join finding_search s on s.uid = h.uid where ${exactly}`;
  return sql`select uid from (
    ${candidates}
    union all
    select x.uid from finding_search s ${entry(sql`s.uid`)} where s.is_indexed is not true and ${exactly}) found`;
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
