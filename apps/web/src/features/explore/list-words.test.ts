import type { Resource, SourceAnswer } from '@watchfloor/contract';
import { sourceCodes, sourceStates } from '@watchfloor/contract';
import { describe, expect, it } from 'vitest';
import { toStateWords, toTotalWords } from './list-words.ts';
import type { LoadedList } from './loaded-list.ts';

const resource: Resource = {
  name: 'alarms',
  label: 'Alarms',
  singular: 'alarm',
  kind: 'finding',
  filters: [],
  columns: [],
  orders: [],
  opensWith: {},
};
const source: SourceAnswer = {
  id: 'n:alarms',
  connection: 'n',
  resource: 'alarms',
  label: 'USM Anywhere',
  state: 'failed',
  code: 'timeout',
  message: 'It did not begin to answer in time.',
  asOf: 1,
  covered: [],
  dropped: 0,
  unapplied: [],
  appliedHere: [],
  counted: 'vendor',
};
const clock = (at: number) => `T${at}`;
const say = (change: Partial<SourceAnswer>, rows = 5) =>
  toStateWords({ ...source, ...change }, { resource, rows, lastAt: 7, clock });

describe('the words of a source that is not complete', () => {
  it('name the source, since when, what is missing', () => {
    expect(say({})).toEqual({
      lead: 'USM Anywhere timed out at T1.',
      rest: 'It did not begin to answer in time. Its alarms before T7 are missing below.',
      tone: 'problem',
    });
  });

  it('claim nothing where nothing was read', () => {
    expect(say({}, 0)?.rest).toContain('Nothing is known of its alarms');
  });

  it('say who has to act on refused credentials', () => {
    expect(say({ state: 'unauthorised', code: 'auth' })?.rest).toContain('An administrator has to replace them');
  });

  it('say when a limited source is asked again', () => {
    expect(say({ state: 'throttled', retryAt: 9 })?.lead).toContain('Asking again at T9');
  });

  it('differ by what a source could not do, for every code that a connector can send', () => {
    for (const state of ['failed', 'partial'] as const) {
      for (const code of sourceCodes) {
        const { message: _, ...silent } = source;
        const words = toStateWords({ ...silent, state, code }, { resource, rows: 5, lastAt: 7, clock });
        expect(words?.lead).toMatch(/^USM Anywhere [a-z ]+ at T1\.$/);
        expect(words?.rest).toMatch(/alarms/);
      }
    }
    expect(say({ code: 'unsupported' })?.lead).toBe('USM Anywhere cannot answer this question at T1.');
    expect(say({ state: 'partial', code: 'unsupported' })?.lead).toBe(
      'USM Anywhere could not give all alarms of this range at T1.',
    );
    expect(say({ state: 'partial', code: 'order_may_shift' })?.lead).toContain('kept changing while it was read');
  });

  it('exist for every state that is not complete, without exclamation or excuse', () => {
    for (const state of sourceStates) {
      const words = say({ state });
      expect(words === undefined).toBe(state === 'complete' || state === 'excluded');
      expect(`${words?.lead} ${words?.rest}`).not.toMatch(/!|oops|sorry|went wrong|all clear/i);
    }
  });
});

describe('a total', () => {
  const list = { rows: Array.from({ length: 1_200 }), hasMore: true, failures: 0, gaps: [] } as unknown as LoadedList;
  it.each([
    [{ value: 50_000, counted: 'exact' }, '1,200 of 50,000'],
    [{ value: 50_000, counted: 'vendor' }, '1,200 of about 50,000'],
    [{ value: 1_100, counted: 'at_least' }, 'at least 1,200'],
    [{ value: 1_300, counted: 'at_least' }, '1,200 of at least 1,300'],
    [null, '1,200 loaded'],
  ] as const)('%o reads %s', (total, words) => {
    expect(toTotalWords({ ...list, total })).toBe(words);
  });

  it('is exact when the range was read to its end', () => {
    expect(toTotalWords({ ...list, hasMore: false, total: { value: 1_300, counted: 'vendor' } })).toBe('1,200');
  });
});
