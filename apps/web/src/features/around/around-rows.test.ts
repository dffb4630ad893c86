import type { AroundAnswer } from '@watchfloor/contract';
import { describe, expect, it } from 'vitest';
import { toAroundRows, toNoLookupWords, toUnreadWords } from './around-rows.ts';

const hour = 3_600_000;
const range = { from: 0, to: 48 * hour };
const source = (connection: string, unread: { from: number; to: number }[] = []) => ({
  connection,
  label: `Source ${connection}`,
  vendorMark: connection.toUpperCase(),
  unread,
  asOf: 0,
});
const lookup = {
  connection: 'a',
  resource: 'events',
  label: 'A events',
  filter: 'user',
  filterLabel: 'User',
  byId: false,
};

function answer(change: Partial<AroundAnswer>): AroundAnswer {
  return { range, sources: [source('a'), source('b')], values: [], left: 0, ...change };
}
const value = (name: string, change: Partial<AroundAnswer['values'][number]> = {}) => ({
  kind: 'host' as const,
  value: name,
  counts: [],
  lookups: [],
  noLookups: [],
  ...change,
});
const count = (connection: string, findings: number, worst: 'critical' | 'low') => ({ connection, findings, worst });

describe('what is around', () => {
  it('is told worst first, and what nobody names in a line of its own', () => {
    const { values, empty } = toAroundRows(
      answer({
        values: [
          value('quiet', { counts: [count('a', 9, 'low')] }),
          value('nobody'),
          value('askable', { lookups: [{ ...lookup, values: ['askable'] }] }),
          value('loud', { counts: [count('a', 1, 'low'), count('b', 1, 'critical')] }),
        ],
      }),
    );
    expect(values.map((row) => row.value)).toEqual(['loud', 'quiet', 'askable']);
    expect(values[0]?.found.map(({ source: { connection } }) => connection)).toEqual(['b', 'a']);
    expect(empty).toEqual([{ kind: 'host', value: 'nobody' }]);
  });

  it('never says of a source that was not read whole that it has none', () => {
    const sources = [source('a', [{ from: 0, to: hour }]), source('b')];
    const { values, empty } = toAroundRows(
      answer({ sources, values: [value('x'), value('y', { counts: [count('a', 2, 'low')] })] }),
    );
    expect(empty).toEqual([]);
    const [y, x] = values;
    expect(y?.found).toMatchObject([{ findings: 2, isLeast: true }]);
    expect(x?.none.map(({ connection }) => connection)).toEqual(['b']);
    expect(x?.noneSoFar.map(({ connection }) => connection)).toEqual(['a']);
  });
});

it.each([
  [[], undefined],
  [[{ from: 0, to: 9 * hour }], 'not read before 9'],
  [[{ from: 40 * hour, to: 48 * hour }], 'not read after 40'],
  [[{ from: 0, to: 48 * hour }], 'not read in this time'],
  [[{ from: 8 * hour, to: 9 * hour }], 'not read from 8 to 9'],
  [
    [
      { from: 0, to: hour },
      { from: 8 * hour, to: 9 * hour },
    ],
    'not read in 2 stretches, the first from 0',
  ],
  [[{ from: 5, to: 6 }], 'not read whole'],
])('what was not read is said: %j', (unread, words) => {
  const clock = (at: number) => String(at / hour);
  expect(toUnreadWords(unread, range, { now: 100 * hour, clock })).toBe(words);
});

it('a vendor that cannot be asked says by what, once', () => {
  const why = (reason: 'kind' | 'no_id') => [{ connection: 'a', why: reason }];
  const words = toNoLookupWords(
    answer({
      values: [
        value('h1', { noLookups: why('kind') }),
        value('h2', { noLookups: why('kind') }),
        value('maja', { kind: 'user', noLookups: why('kind') }),
        value('h3', { noLookups: why('no_id') }),
      ],
    }),
  );
  expect(words.map((one) => one.words)).toEqual([
    'Source a cannot search by host or user.',
    'Source a searches by an id of its own, and no record kept here tells that of h3.',
  ]);
});
