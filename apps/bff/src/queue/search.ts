import {
  entityKinds,
  type FilterValues,
  orderedSeverities,
  readSearch,
  resolveTime,
  type SearchNode,
  toSearchField,
} from '@watchfloor/contract';
import { type RawBuilder, sql } from 'kysely';
import { ProblemError } from '../http/problem.ts';
import { toIndexedWords, toNamedLine } from '../sync/search-text.ts';
import type { Asker } from './conditions.ts';

type Condition = RawBuilder<boolean>;

/**
 * What `q` and `not_q` ask for together; undefined for nothing.
 * @throws ProblemError that names the parameter and the place in it
 */
export function toSearchNode({ include, exclude }: FilterValues): SearchNode | undefined {
  const read = (parameter: string, text: string): SearchNode[] => {
    const reading = readSearch(text);
    if (reading.isRead) return reading.node ? [reading.node] : [];
    const { at, length, says, todo } = reading.mistake;
    const detail = `${says} ${todo}`;
    throw new ProblemError('bad_parameter', `The question was not asked. To correct: ${parameter}. ${detail}`, {
      errors: [{ parameter, detail, at, length }],
    });
  };
  const wanted = include.flatMap((text) => read('q', text));
  const nodes: SearchNode[] = [
    ...(wanted.length > 0 ? [{ kind: 'or' as const, nodes: wanted }] : []),
    ...exclude.flatMap((text) => read('not_q', text).map((node) => ({ kind: 'not' as const, node }))),
  ];
  return nodes.length === 0 ? undefined : { kind: 'and', nodes };
}

/**
 * Of an entry `x`. Its words are looked at one entry after the other.
 * @param words how a condition on `s`, the words of the entry, is asked
 */
export function toSearchCondition(
  node: SearchNode,
  asker: Asker,
  words: (one: Condition) => Condition = ofEntry,
): Condition {
  switch (node.kind) {
    case 'and':
    case 'or': {
      const parts = node.nodes.map((one) => toSearchCondition(one, asker, words));
      return sql<boolean>`(${sql.join(parts, node.kind === 'and' ? sql` and ` : sql` or `)})`;
    }
    case 'not':
      return sql<boolean>`not ${toSearchCondition(node.node, asker, words)}`;
    case 'words':
      return words(holdsWords(node));
    case 'value':
      return isOfEntity(node.field) ? words(holdsNamed(node)) : isAmongFacts(node, asker);
    case 'time': {
      const at = resolveTime(node.at, asker.now);
      if (at === undefined) throw new Error('A search has a time that cannot be read.');
      // A time that is not known is neither before nor after another.
      return sql<boolean>`coalesce(${sql.ref(`x.${node.field}`)} ${sql.raw(node.by)} ${at}, false)`;
    }
    case 'severity': {
      const place = orderedSeverities.indexOf(node.severity);
      const found = orderedSeverities.filter((_, index) => {
        if (index === place) return node.by.endsWith('=');
        return node.by.startsWith('>') ? index < place : index > place;
      });
      return sql<boolean>`x.facts in (select d.id from queue_facts d where d.severity = any(${found}::text[]))`;
    }
  }
}

function ofEntry(condition: Condition): Condition {
  return sql<boolean>`exists (select from finding_search s where s.uid = x.uid and ${condition})`;
}

type Words = Extract<SearchNode, { kind: 'words' }>;
type Value = Extract<SearchNode, { kind: 'value' }>;

function holdsWords({ scope, text, isWhole }: Words): Condition {
  const found = ` ${toIndexedWords(text).join(' ')}${isWhole ? ' ' : ''}`;
  const where = {
    any: sql`s.words`,
    title: sql`split_part(s.words, E'\n', 1)`,
    raw: sql`split_part(s.words, E'\f', 2)`,
  }[scope];
  return sql<boolean>`coalesce(strpos(${where}, ${found}) > 0, false)`;
}

function isOfEntity(field: string): boolean {
  return field === 'entity' || entityKinds.some((kind) => kind === field);
}

function holdsNamed({ field, value, isWhole }: Value): Condition {
  const lines = entityKinds
    .filter((kind) => field === 'entity' || kind === field)
    .map((kind) => `\n${toNamedLine(kind, value)}${isWhole ? '\n' : ''}`);
  return sql<boolean>`(${sql.join(
    lines.map((line) => sql<boolean>`coalesce(strpos(s.named, ${line}) > 0, false)`),
    sql` or `,
  )})`;
}

/** Fields that stand as they are written by vendors; of all others the values are in small letters. */
const asWritten = new Set(['source', 'technique']);

function isAmongFacts({ field, value, isWhole }: Value, { person, vendorOf }: Asker): Condition {
  const matches = (column: RawBuilder<unknown>) =>
    isWhole ? sql<boolean>`${column} = ${value}` : sql<boolean>`starts_with(${column}, ${value})`;
  const facts = (condition: Condition) => sql<boolean>`x.facts in (select d.id from queue_facts d where ${condition})`;
  if (field === 'technique') {
    return facts(sql<boolean>`exists (select from unnest(d.techniques) t(id) where ${matches(sql`lower(t.id)`)})`);
  }
  if (field === 'vendor') {
    const ids = [...vendorOf].flatMap(([id, vendor]) =>
      (isWhole ? vendor === value : vendor.startsWith(value)) ? [id] : [],
    );
    return facts(sql<boolean>`d.connection = any(${ids}::text[])`);
  }
  if (field === 'owner') {
    const own = isWhole && value === 'me' ? sql<boolean>`d.owner = ${person}` : sql<boolean>`lower(d.owner) = ${value}`;
    const named = sql<boolean>`d.owner in (select m.owner from mark m where ${matches(sql`lower(m.owner_name)`)})`;
    return facts(sql<boolean>`(${own} or ${named})`);
  }
  if (!toSearchField(field)) throw new Error(`A search has a field that it does not know: ${field}`);
  const column = sql.ref(`d.${field === 'source' ? 'connection' : field}`);
  return facts(matches(asWritten.has(field) ? sql`lower(${column})` : column));
}
