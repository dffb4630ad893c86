import { delays, type Params, resolveTimeSpan } from '@watchfloor/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { everybody, month, startVariedQueue, type VariedFinding } from './testing/varied-findings.ts';

let stage: Awaited<ReturnType<typeof startVariedQueue>>;
beforeAll(async () => {
  stage = await startVariedQueue();
});
afterAll(() => stage.close());

const ask = async (params: Params) => (await stage.queue.list({ ...month, rows: '1', ...params }, everybody)).total;

type Reading = (finding: VariedFinding, value: string) => boolean;
const within =
  (name: 'happened' | 'arrived' | 'active'): Reading =>
  (finding, value) => {
    const span = resolveTimeSpan(value, Date.now());
    const at = finding[name];
    return (
      at !== null && at >= (span?.from ?? Number.NEGATIVE_INFINITY) && at <= (span?.to ?? Number.POSITIVE_INFINITY)
    );
  };
const isLate: Reading = ({ happened, arrived }, value) =>
  happened !== null && arrived - happened > (delays.find((one) => one.value === value)?.ms ?? Number.NaN);

// Bounds that no finding of the stage lies within a minute of, so that both clocks give one answer.
const spans = ['now-33h..', '..now-95h', 'now-250h..now-27h', '2020-01-01T00:00:00Z..'];
const filters: Record<string, { values: string[]; reads: Reading }> = {
  reopened: { values: ['true', 'false'], reads: ({ reopened_at }, value) => String(reopened_at !== null) === value },
  delay: { values: delays.map(({ value }) => value), reads: isLate },
  happened: { values: spans, reads: within('happened') },
  arrived: { values: spans, reads: within('arrived') },
  active: { values: spans, reads: within('active') },
  severity: { values: ['high', 'low'], reads: ({ severity }, value) => severity === value },
};

test('include and exclude, alone and together, find what looking at every finding finds', async () => {
  const some = (values: string[]) => fc.subarray(values, { maxLength: 2 });
  const choices = fc.record(
    Object.fromEntries(
      Object.entries(filters).map(([name, { values }]) => [
        name,
        fc.oneof(
          { weight: 3, arbitrary: fc.constant<[string[], string[]]>([[], []]) },
          { weight: 2, arbitrary: fc.tuple(some(values), some(values)) },
        ),
      ]),
    ),
  );
  let found = 0;
  await fc.assert(
    fc.asyncProperty(choices, async (chosen) => {
      const params: Params = {};
      let expected = stage.findings;
      for (const [name, [include = [], exclude = []]] of Object.entries(chosen)) {
        const reads = filters[name]?.reads ?? (() => false);
        if (include.length > 0) params[name] = include;
        if (exclude.length > 0) params[`not_${name}`] = exclude;
        if (include.length > 0) expected = expected.filter((one) => include.some((value) => reads(one, value)));
        expected = expected.filter((one) => !exclude.some((value) => reads(one, value)));
      }
      found += expected.length;
      expect([params, await ask(params)]).toEqual([params, expected.length]);
    }),
    { numRuns: process.env.WATCHFLOOR_LONG ? 1_000 : 60 },
  );
  expect(found).toBeGreaterThan(500);
});

test.each(Object.entries(filters))(
  'each value of %s is one that some have and some have not',
  async (name, { values }) => {
    const totals = await Promise.all(values.map((value) => ask({ [name]: value })));
    expect(totals.some((total) => total > 0 && total < stage.findings.length)).toBe(true);
  },
);

test('their facets count what the filters find, under all other filters', async () => {
  const others = { not_severity: 'low', delay: 'over_15m' };
  const { facets } = await stage.queue.facets({ ...month, ...others }, everybody);
  for (const name of ['reopened', 'delay', 'vendor']) {
    const values = facets.find(({ filter }) => filter === name)?.values ?? [];
    expect(values.length).toBeGreaterThan(0);
    for (const { value, count } of values) {
      const rest = name === 'delay' ? { not_severity: 'low' } : others;
      expect([name, value, count]).toEqual([name, value, await ask({ ...rest, [name]: value })]);
    }
  }
});

test.each([
  [{ arrived: 'yesterday' }, 'arrived', 'Not a stretch of time.'],
  [{ not_active: 'now-1h' }, 'not_active', 'Not a stretch of time.'],
  [{ delay: 'over_1y' }, 'delay', 'Known: over_5m'],
  [{ reopened: 'maybe' }, 'reopened', 'Known: true, false'],
])('%o is refused, with what would do', async (params, parameter, detail) => {
  await expect(ask(params)).rejects.toMatchObject({
    code: 'bad_parameter',
    extras: { errors: [{ parameter, detail: expect.stringContaining(detail) as string }] },
  });
});

test('a scroll goes on with the "now" that it began with', async () => {
  const params = { ...month, arrived: '..now', rows: '20', order: 'time-asc' };
  const first = await stage.queue.list(params, everybody);
  const second = await stage.queue.list({ ...params, cursor: first.cursor ?? '' }, everybody);
  const places = [...first.rows, ...second.rows].map(
    ({ happened, arrived, fold }) => fold?.from ?? happened ?? arrived,
  );
  expect(places).toHaveLength(40);
  expect(places).toEqual(places.toSorted((a, b) => (a ?? 0) - (b ?? 0)));
});

test('of what somebody took, nothing is missing where the vendor was never read', async () => {
  const ages = { from: 'now-400d', to: 'now' };
  const [mine, all] = await Promise.all(
    [{ ...ages, owner: 'me' }, ages].map((params) => stage.queue.list({ ...params, rows: '1' }, everybody)),
  );
  expect(mine?.sources.map(({ state }) => state)).toEqual(['complete']);
  expect(all?.sources.map(({ state }) => state)).toEqual(['partial']);
  expect(mine?.total).toBe(stage.findings.filter(({ owner }) => owner === 'p-1').length);
});
