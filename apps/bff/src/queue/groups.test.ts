import {
  type Grouping,
  type GroupOrder,
  groupings,
  groupOrders,
  type Params,
  type QueueGroup,
  queueGroupsAnswerSchema,
  queueValuesAnswerSchema,
  toShippedViews,
} from '@watchfloor/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inRecord } from '../store/migrations/0013-queue-views.ts';
import { everybody, month, startVariedQueue, type VariedFinding } from './testing/varied-findings.ts';

let stage: Awaited<ReturnType<typeof startVariedQueue>>;
beforeAll(async () => {
  stage = await startVariedQueue();
});
afterAll(() => stage.close());

const readings: Record<Grouping, (finding: VariedFinding) => string[]> = {
  rule: ({ title }) => [title.slice(0, 250)],
  who: ({ who }) => [who ?? 'none'],
  where: ({ whereabouts }) => [whereabouts ?? 'none'],
  technique: ({ techniques }) => (techniques.length === 0 ? ['none'] : techniques),
};
const isOpen = ({ state }: VariedFinding) => !['resolved', 'suppressed'].includes(state);

async function readAll(by: Grouping, order: GroupOrder, params: Params = {}, rows = 7) {
  const groups: QueueGroup[] = [];
  let cursor: string | undefined;
  let totals = { totalGroups: -1, total: -1 };
  do {
    const question = { ...month, ...params, rows: String(rows), ...(cursor && { cursor }) };
    const answer = await stage.groups.groups(question, { by, order }, everybody);
    groups.push(...queueGroupsAnswerSchema.parse(answer).groups);
    totals = { totalGroups: answer.totalGroups, total: answer.total };
    cursor = answer.cursor ?? undefined;
  } while (cursor !== undefined);
  return { groups, ...totals };
}

/** By looking at every finding. */
function toNaive(by: Grouping, findings: readonly VariedFinding[]) {
  const groups = new Map<string, VariedFinding[]>();
  for (const finding of findings) {
    for (const value of readings[by](finding)) groups.set(value, [...(groups.get(value) ?? []), finding]);
  }
  return groups;
}

const places: Record<GroupOrder, (group: QueueGroup, rank: number) => number[]> = {
  count: ({ findings }) => [-findings],
  worst: ({ findings }, rank) => [rank, -findings],
  latest: ({ to }) => [-to],
};

describe.each(groupings.map(({ name }) => name))('grouping by %s', (by) => {
  test.each(groupOrders.map(({ name }) => name))(
    'by %s gives every group once, in order, each as it is counted one by one',
    async (order) => {
      const { groups, totalGroups, total } = await readAll(by, order);
      const naive = toNaive(by, stage.findings);
      expect(groups.map(({ filters }) => filters[by] ?? '').toSorted()).toEqual([...naive.keys()].toSorted());
      expect(totalGroups).toBe(naive.size);
      expect(total).toBe(stage.findings.length);
      for (const { filters, findings, open, worst, from, to } of groups) {
        const held = naive.get(filters[by] ?? '') ?? [];
        const times = held.map(({ sort_at }) => sort_at);
        expect({ findings, open, from, to }).toEqual({
          findings: held.length,
          open: held.filter(isOpen).length,
          from: Math.min(...times),
          to: Math.max(...times),
        });
        expect(worst).toBe(held.toSorted((a, b) => a.severity_rank - b.severity_rank)[0]?.severity);
      }
      const rankOf = ({ filters }: QueueGroup) =>
        Math.min(...(naive.get(filters[by] ?? '') ?? []).map(({ severity_rank }) => severity_rank));
      const placed = groups.map((group) => places[order](group, rankOf(group)));
      expect(placed).toEqual(placed.toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0)));
    },
  );

  test('a group opens the list that it counted: as many findings, in as many rows', async () => {
    const filters: Params = { not_severity: 'low', reopened: 'false' };
    const { groups } = await readAll(by, 'count', filters, 100);
    expect(groups.length).toBeGreaterThan(3);
    for (const group of groups) {
      const list = await stage.queue.list({ ...month, rows: '1', ...filters, ...group.filters }, everybody);
      expect([group.label, list.total, list.totalRows]).toEqual([group.label, group.findings, group.rows]);
    }
  });
});

test.each(['rule', 'who', 'where'] as const)(
  'groups by %s, of which a finding stands in one, add up to the list',
  async (by) => {
    const { groups, total } = await readAll(by, 'count', { severity: ['high', 'medium'] });
    expect(groups.reduce((sum, { findings }) => sum + findings, 0)).toBe(total);
    expect((await stage.queue.list({ ...month, severity: ['high', 'medium'] }, everybody)).total).toBe(total);
  },
);

test('what is no grouping is refused, and so is the cursor of another', async () => {
  const { cursor } = await stage.groups.groups({ ...month, rows: '1' }, { by: 'rule', order: 'count' }, everybody);
  const asked = (by: unknown, order: unknown) =>
    stage.groups.groups({ ...month, rows: '1', cursor: cursor ?? '' }, { by, order }, everybody);
  await expect(asked('weather', 'count')).rejects.toMatchObject({ code: 'bad_parameter' });
  await expect(asked('rule', 'size')).rejects.toMatchObject({ code: 'bad_parameter' });
  await expect(asked('technique', 'count')).rejects.toMatchObject({ code: 'cursor_foreign' });
});

test('what was kept before findings were grouped is about whom and what the writer says that it is', async () => {
  const { rows } = await sql<{ is_same: boolean; count: number }>`
    select (f.who is not distinct from ${sql.raw(inRecord.who)}
      and f.whereabouts is not distinct from ${sql.raw(inRecord.whereabouts)}) as is_same, count(*) as count
    from finding f where f.who is not null or f.whereabouts is not null group by 1`.execute(stage.database.sql);
  expect(rows).toEqual([{ is_same: true, count: expect.any(Number) as number }]);
  expect(rows[0]?.count).toBeGreaterThan(100);
});

describe('the values of a filter', () => {
  const naive = (valuesOf: (finding: VariedFinding) => string[], text: string) => {
    const counts = new Map<string, number>();
    for (const value of stage.findings.filter(isOpen).flatMap(valuesOf)) {
      if (value.toLowerCase().includes(text)) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return counts;
  };
  test.each([
    ['entity', '1', ({ entities }: VariedFinding) => entities],
    ['entity', '%', ({ entities }: VariedFinding) => entities],
    ['rule', 'e', ({ title }: VariedFinding) => [title]],
    ['technique', 't1', readings.technique],
    ['who', 'a', readings.who],
    ['where', 'nvk', readings.where],
  ])(
    'of %s that contain “%s” are counted under all other filters, and none is out of reach',
    async (name, text, valuesOf) => {
      const params = { ...month, not_status: ['resolved', 'suppressed'], [name]: 'is not looked at' };
      const answer = await stage.groups.values(params, { name, text }, everybody);
      const { values, total } = queueValuesAnswerSchema.parse(answer);
      const expected = naive(valuesOf, text);
      expect(total).toBe(expected.size);
      expect(values).toHaveLength(Math.min(50, expected.size));
      for (const { value, count } of values) expect([value, count]).toEqual([value, expected.get(value)]);
      const rarest = [...expected].toSorted(([, a], [, b]) => a - b)[0]?.[0];
      if (rarest === undefined) return;
      const reached = await stage.groups.values(params, { name, text: rarest }, everybody);
      expect(reached.values.map(({ value }) => value)).toContain(rarest);
    },
  );

  test('are not looked for where a list of them is counted', async () => {
    await expect(stage.groups.values(month, { name: 'status', text: '' }, everybody)).rejects.toMatchObject({
      code: 'bad_parameter',
    });
  });
});

test('each view counts what its list finds, and one of another release counts nothing', async () => {
  const views = [
    ...toShippedViews([]),
    { id: 'all', params: month },
    { id: 'old', params: { ...month, weather: 'rain' } },
  ];
  const { counts } = await stage.groups.counts(views, everybody);
  expect(counts.map(({ view }) => view).toSorted()).toEqual(
    views
      .slice(0, -1)
      .map(({ id }) => id)
      .toSorted(),
  );
  for (const { view, findings } of counts) {
    const { group: _, group_order: __, ...params } = toParams(views.find(({ id }) => id === view));
    expect([view, findings]).toEqual([view, (await stage.queue.list({ ...params, rows: '1' }, everybody)).total]);
  }
  expect(counts.filter(({ findings }) => findings > 0).length).toBeGreaterThan(3);
});

const toParams = (view: { params: Params } | undefined): Params => view?.params ?? {};
