import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toAsker } from './ask.ts';
import { readCounts } from './counts.ts';
import { everybody, startVariedQueue } from './testing/varied-findings.ts';

let stage: Awaited<ReturnType<typeof startVariedQueue>>;
beforeAll(async () => {
  stage = await startVariedQueue();
});
afterAll(() => stage.close());

const minute = 60_000;

test('a range has what happened, arrived or was active in it, once, in the list, the facets, the histogram and the rail', async () => {
  const { database, book, queue, findings } = stage;
  const times = findings.flatMap(({ happened, arrived, active }) =>
    [happened, arrived, active].filter((at) => at !== null),
  );
  // Ends that lie close to a time of some finding, on either side of it.
  const end = fc
    .tuple(fc.constantFrom(...times), fc.integer({ min: -400, max: 400 }))
    .map(([at, seconds]) => Math.floor(at / 1_000) * 1_000 + seconds * 1_000);
  let apart = 0;
  await fc.assert(
    fc.asyncProperty(end, fc.oneof(end, fc.constantFrom(0, minute, 30 * minute)), async (one, other) => {
      const [from = 0, to = 0] = other < 365 * 86_400_000 ? [one, one + other] : [one, other].toSorted((a, b) => a - b);
      const isIn = (at: number | null) => at !== null && at >= from && at <= to;
      const expected = findings.filter(({ happened, arrived, active }) => [happened, arrived, active].some(isIn));
      apart += expected.filter(({ sort_at }) => !isIn(sort_at)).length;
      const params = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
      const list = await queue.list({ ...params, rows: '200', order: 'time-desc' }, everybody);
      const { total, facets, histogram } = await queue.facets(params, everybody);
      const asker = toAsker(everybody, book.list(), Date.now());
      const [counted] = await readCounts(database, [{ view: 'v', filters: {}, range: { from, to }, asker }]);
      const severities = facets.find(({ filter }) => filter === 'severity')?.values ?? [];
      const bars = histogram.bins.flatMap(({ counts }) => Object.values(counts));
      const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);
      expect({
        params,
        uids: list.rows.map(({ uid }) => uid).toSorted(),
        totals: [list.total, total, sum(severities.map(({ count }) => count)), sum(bars), counted?.findings],
      }).toEqual({
        params,
        // Of a matter the row shows one finding.
        uids: list.rows
          .map(({ uid }) => uid)
          .filter((uid) => expected.some((finding) => finding.uid === uid))
          .toSorted(),
        totals: Array.from({ length: 5 }, () => expected.length),
      });
      // Beyond a page there are more.
      if (list.cursor === null) expect(sum(list.rows.map(({ fold }) => fold?.count ?? 1))).toBe(expected.length);
    }),
    { numRuns: process.env.WATCHFLOOR_LONG ? 1_000 : 60 },
  );
  expect(apart).toBeGreaterThan(50);
});
