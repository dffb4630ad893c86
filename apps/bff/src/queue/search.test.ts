import {
  entityKinds,
  orderedSeverities,
  printSearch,
  readSearch,
  resolveTime,
  type SearchNode,
  type SourceRecord,
  searchLimits,
  toSearchWords,
} from '@watchfloor/contract';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unpack } from '../sync/raw-bytes.ts';
import { indexSome, readSome } from '../sync/search-index.ts';
import { until } from '../sync/testing/stage.ts';
import { toMatch } from './match.ts';
import { toSearchNode } from './search.ts';
import { toSearchMatch } from './search-match.ts';
import { everybody, month, startVariedQueue } from './testing/varied-findings.ts';

/** A finding as the naive reading sees it. */
interface Naive {
  uid: string;
  record: SourceRecord;
  raw: unknown;
  /** The words of each value. */
  texts: Record<'any' | 'title' | 'raw', string[][]>;
  state: string;
  owner: string | null;
  verdict: string | null;
  severity: string;
  happened: number | null;
  arrived: number;
  active: number | null;
  techniques: string[];
}

const runs = process.env.WATCHFLOOR_LONG === '1' ? 3_000 : 100;
const patience = { timeout: 120_000 };
const asker = { person: 'p-1', vendorOf: new Map([['usm', 'usm-anywhere']]), now: Date.now() };
let stage: Awaited<ReturnType<typeof startVariedQueue>>;
let findings: Naive[];
let total: number;

beforeAll(async () => {
  stage = await startVariedQueue({ alarms: 160 });
  const titles = [
    '100% of the_disk \\ full',
    "'; drop table finding; --",
    'Ärger mit Größe',
    '文件已加密 Предупреждение',
    `${'z'.repeat(300)} end`,
  ];
  stage.simulator.insertAlarms(titles.map((rule_method) => ({ rule_method })));
  await stage.sync.wake('usm');
  await until(
    () => stage.queue.list({ ...month, q: 'größe' }, everybody),
    ({ total }) => total === 1,
  );
  const { rows } = await sql<Omit<Naive, 'raw' | 'texts'> & { raw: Buffer; connection: string }>`
    select f.uid, f.record, r.raw, f.connection, coalesce(m.state, f.status) as state, m.owner, m.verdict, f.severity, f.happened,
      f.arrived, f.active, f.techniques
    from finding f join finding_raw r using (uid, at) left join mark m on m.uid = f.uid`.execute(stage.database.sql);
  asker.vendorOf = new Map(rows.map(({ connection }) => [connection, 'usm-anywhere']));
  total = rows.length;
  // Reading takes its time: a part of them is compared, among it what was inserted above.
  const some = rows.filter(({ record }, index) => index % 4 === 0 || titles.includes(record.title));
  findings = await Promise.all(
    some.map(async (row) => {
      const raw = JSON.parse(await unpack(row.raw)) as unknown;
      return { ...row, raw, texts: toTexts({ record: row.record, raw }) };
    }),
  );
});
afterAll(() => stage.close());

const indexAll = async () => {
  while (await indexSome(stage.database)) continue;
};

/** The ways in which a search can be asked: of few entries, until there are enough, of all; the last two as of very many. */
const hows = ['few', 'each', 'all', 'many each', 'many all'] as const;
type How = (typeof hows)[number];

async function toAsked(node: SearchNode, how: How) {
  const range = { from: asker.now - 41 * 86_400_000, to: asker.now + 5 * 86_400_000 };
  if (how === 'many each' || how === 'many all') {
    const given = toSearchNode({ include: [printSearch(node)], exclude: [] });
    if (!given) throw new Error('Nothing is asked.');
    const match = await toSearchMatch(stage.database, { node: given, asker, range }, { named: 3, candidates: 20 });
    return sql`select x.uid from queue_entry x where ${how === 'many each' ? match.each : match.all}`;
  }
  const filters = { q: { include: [printSearch(node)], exclude: [] } };
  const match = await toMatch(stage.database, { filters, range, asker, isOfFew: how === 'few' });
  const each = sql<boolean>`${match.whenever} and (${match.near} or ${match.apart})`;
  return sql`select x.uid ${match.from} where ${how === 'all' ? match.where : each}`;
}

async function find(node: SearchNode, how: How = 'all'): Promise<string[]> {
  const { rows } = await sql<{ uid: string }>`${await toAsked(node, how)}`.execute(stage.database.sql);
  const looked = new Set(findings.map(({ uid }) => uid));
  return rows.flatMap(({ uid }) => (looked.has(uid) ? [uid] : [])).toSorted();
}

function valuesOf(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(valuesOf) : [];
}

/** One after the other, without index, text or SQL. */
function holds(finding: Naive, node: SearchNode): boolean {
  switch (node.kind) {
    case 'and':
      return node.nodes.every((one) => holds(finding, one));
    case 'or':
      return node.nodes.some((one) => holds(finding, one));
    case 'not':
      return !holds(finding, node.node);
    case 'severity': {
      const [own, other] = [
        orderedSeverities.findIndex((one) => one === finding.severity),
        orderedSeverities.indexOf(node.severity),
      ];
      return own !== -1 && { '>=': own <= other, '<=': own >= other, '>': own < other, '<': own > other }[node.by];
    }
    case 'time': {
      const [own, other] = [finding[node.field], resolveTime(node.at, asker.now) ?? Number.NaN];
      return own !== null && { '>=': own >= other, '<=': own <= other, '>': own > other, '<': own < other }[node.by];
    }
    case 'words':
      return finding.texts[node.scope].some((words) => holdsWords(words, node.text, node.isWhole));
    case 'value': {
      const fits = (value: string | null | undefined) =>
        value !== null &&
        value !== undefined &&
        (node.isWhole ? value.toLowerCase() === node.value : value.toLowerCase().startsWith(node.value));
      if (node.field === 'entity' || entityKinds.some((kind) => kind === node.field)) {
        return finding.record.entities.some(
          ({ kind, value }) => (node.field === 'entity' || kind === node.field) && fits(value),
        );
      }
      if (node.field === 'technique') return finding.techniques.some(fits);
      if (node.field === 'owner')
        return fits(finding.owner === 'p-1' && node.value === 'me' ? 'me' : (finding.owner ?? 'none'));
      return fits(
        {
          status: finding.state,
          severity: finding.severity,
          verdict: finding.verdict ?? 'none',
          vendor: 'usm-anywhere',
        }[node.field],
      );
    }
  }
}

const clip = (word: string) => [...word].slice(0, 255).join('');
const wordsOf = (text: string) => toSearchWords(text).map(clip);

function toTexts({ record, raw }: Pick<Naive, 'record' | 'raw'>): Naive['texts'] {
  const told = [
    record.subtitle,
    record.eventType,
    record.vendorStatus,
    record.priorityLabel,
    record.tenant,
    record.key,
    ...record.entities.map(({ value }) => value),
    ...record.attack.flatMap(({ id, name, tactic }) => [id, name, tactic]),
    ...Object.values(record.cells),
  ].flatMap(valuesOf);
  const title = [wordsOf(record.title)];
  const inRaw = valuesOf(raw).map(wordsOf);
  return { any: [...title, ...told.map(wordsOf), ...inRaw], title, raw: inRaw };
}

function holdsWords(words: readonly string[], asked: string, isWhole: boolean): boolean {
  const wanted = wordsOf(asked);
  return words.some((_, at) =>
    wanted.every((word, index) => {
      const own = words[at + index] ?? '';
      return index === wanted.length - 1 && !isWhole ? own.startsWith(word) : own === word;
    }),
  );
}

const node = (): fc.Arbitrary<SearchNode> => {
  const texts = [...new Set(findings.flatMap(({ record, raw }) => [record.title, ...valuesOf(raw)]))].filter(
    (text) => toSearchWords(text).length > 0,
  );
  const pick = <T>(list: readonly T[]): fc.Arbitrary<T> => fc.nat(list.length - 1).map((index) => list[index] as T);
  const text = fc
    .oneof(
      {
        weight: 6,
        arbitrary: fc
          .tuple(pick(texts), fc.nat(12), fc.integer({ min: 1, max: 4 }), fc.nat(3))
          .map(([from, start, count, less]) => {
            const words = toSearchWords(from);
            const part = words.slice(start % words.length, (start % words.length) + count).join(' ');
            return part.length > less ? part.slice(0, part.length - less) : part;
          }),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          'größe',
          '文件',
          '件已',
          'preдупр',
          'nothing-of-the-kind',
          'z'.repeat(280),
          "'; drop",
          '100%',
        ),
      },
    )
    .filter((one) => toSearchWords(one).length > 0 && !one.includes('"'));
  const entities = findings.flatMap(({ record }) => record.entities);
  const leaf: fc.Arbitrary<SearchNode> = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('words' as const),
        scope: fc.constantFrom('any' as const, 'any' as const, 'title' as const, 'raw' as const),
        text,
        isWhole: fc.constant(true),
      }),
    },
    {
      weight: 5,
      arbitrary: text
        .map((one) => ({
          kind: 'words' as const,
          scope: 'any' as const,
          text: one.replaceAll(/\s+/g, '-').replaceAll(/[()*]/g, ''),
          isWhole: false,
        }))
        .filter(({ text: one }) => toSearchWords(one).length > 0),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(pick(entities), fc.boolean(), fc.constantFrom('own', 'entity', 'host'), fc.nat(8))
        .map(([{ kind, value }, isWhole, by, length]) => ({
          kind: 'value' as const,
          field: by === 'own' ? kind : by,
          value: (isWhole ? value : value.slice(0, length + 1)).toLowerCase(),
          isWhole,
        }))
        .filter(({ value, isWhole }) => isWhole || !/[\s()"*]/.test(value)),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        ...[
          'status:new',
          'status:resolved',
          'owner:me',
          'owner:none',
          'verdict:benign',
          'severity:high',
          'vendor:usm*',
          'technique:t1046',
          'technique:t11*',
          '-technique:t1078',
        ].map((one) => {
          const reading = readSearch(one);
          if (!reading.isRead || !reading.node) throw new Error(one);
          return reading.node;
        }),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('severity' as const),
        by: fc.constantFrom('>=' as const, '<=' as const, '>' as const, '<' as const),
        severity: fc.constantFrom(...orderedSeverities),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('time' as const),
        field: fc.constantFrom('happened' as const, 'arrived' as const, 'active' as const),
        by: fc.constantFrom('>=' as const, '<' as const),
        at: fc.constantFrom('now-33h', 'now-95h', 'now-250h'),
      }),
    },
  );
  return fc.letrec<{ node: SearchNode }>((tie) => {
    const some = fc.array(tie('node'), { minLength: 2, maxLength: 3 });
    return {
      node: fc.oneof(
        { maxDepth: 3, depthSize: 'small' },
        leaf,
        some.map((nodes) => ({ kind: 'and' as const, nodes })),
        some.map((nodes) => ({ kind: 'or' as const, nodes })),
        tie('node').map((one) => ({ kind: 'not' as const, node: one })),
      ),
    };
  }).node;
};

async function agree(count: number): Promise<void> {
  let found = 0;
  let asked = 0;
  await fc.assert(
    fc.asyncProperty(node(), fc.constantFrom(...hows), async (one, how) => {
      if (printSearch(one).length > searchLimits.chars || !readSearch(printSearch(one)).isRead) return;
      const expected = findings.filter((finding) => holds(finding, one)).map(({ uid }) => uid);
      expect(await find(one, how), `${how}: ${printSearch(one)}`).toEqual(expected.toSorted());
      asked += 1;
      if (expected.length > 0 && expected.length < findings.length) found += 1;
    }),
    { numRuns: count },
  );
  expect(asked).toBeGreaterThan(count * 0.8);
  expect(found).toBeGreaterThan(count * 0.2);
}

const counted = async (column: 'is_indexed' | 'words') =>
  Number(
    (await sql<{ n: string }>`select count(${sql.ref(column)}) as n from finding_search`.execute(stage.database.sql))
      .rows[0]?.n,
  );

describe('a search finds what reading every finding finds', () => {
  test('before anything is in the index', patience, async () => {
    expect(findings.length).toBeGreaterThan(140);
    expect(await counted('is_indexed')).toBe(0);
    await agree(Math.ceil(runs / 5));
  });

  test('with all of it in the index', patience, async () => {
    await indexAll();
    expect(await counted('is_indexed')).toBe(total);
    await agree(runs);
  });

  test('with some of it in the index, and some too long for it', patience, async () => {
    await sql`update finding_search set is_indexed = (array[true, null, false])[length(uid || words) % 3 + 1]`.execute(
      stage.database.sql,
    );
    expect(await counted('is_indexed')).toBeLessThan(total);
    await agree(Math.ceil(runs / 2));
  });

  test('findings from before there was a search are read from their bytes', patience, async () => {
    await sql`update finding_search set words = null, named = null, is_indexed = null`.execute(stage.database.sql);
    const text = readSearch('größe');
    if (!text.isRead || !text.node) throw new Error('It was not read.');
    expect(await find(text.node)).toEqual([]);
    while (await readSome(stage.database)) continue;
    expect(await counted('words')).toBe(total);
    await agree(Math.ceil(runs / 5));
    await indexAll();
    await agree(Math.ceil(runs / 5));
  });
});
