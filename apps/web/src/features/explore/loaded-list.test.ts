import type { ExploreAnswer, SourceAnswer, SourceRecord } from '@watchfloor/contract';
import { describe, expect, it } from 'vitest';
import { toLoadedList } from './loaded-list.ts';

const source = (change: Partial<SourceAnswer> = {}): SourceAnswer => ({
  id: 'norrvik:alarms',
  connection: 'norrvik',
  resource: 'alarms',
  label: 'USM Anywhere',
  state: 'complete',
  asOf: 1_000,
  covered: [],
  dropped: 0,
  unapplied: [],
  appliedHere: [],
  counted: 'vendor',
  ...change,
});

const row = (key: string): SourceRecord => ({
  uid: `norrvik:alarms:${key}`,
  kind: 'finding',
  key,
  happened: 1,
  arrived: null,
  active: null,
  title: key,
  severity: 'high',
  outcome: 'not_stated',
  entities: [],
  attack: [],
  cells: {},
});

const page = (
  keys: string[],
  change: Partial<SourceAnswer> = {},
  more: Partial<ExploreAnswer> = {},
): ExploreAnswer => ({
  rows: keys.map(row),
  cursor: 'next',
  range: { from: 0, to: 1_000 },
  sources: [source(change)],
  total: null,
  scanned: { rows: keys.length, backTo: 500 },
  asked: [],
  unreadable: [],
  ...more,
});

describe('a loaded list', () => {
  it('is nothing before the first page', () => {
    expect(toLoadedList([])).toBeUndefined();
  });

  it('shows a row once even where pages repeat it', () => {
    expect(toLoadedList([page(['a', 'b']), page(['b', 'c'])])?.rows.map((one) => one.key)).toEqual(['a', 'b', 'c']);
  });

  it('shows a record that came again as it is now, where it stood first', () => {
    const at = (key: string, active: number, vendorStatus = 'new') => ({ ...row(key), active, vendorStatus });
    const pages = [
      page([], {}, { rows: [at('a', 9), at('b', 8), at('c', 7)] }),
      page([], {}, { rows: [at('b', 12), at('a', 9, 'closed'), at('c', 6)] }),
    ];
    expect(toLoadedList(pages)?.rows.map(({ key, active, vendorStatus }) => [key, active, vendorStatus])).toEqual([
      ['a', 9, 'closed'],
      ['b', 12, 'new'],
      ['c', 7, 'new'],
    ]);
  });

  it('keeps its rows and counts the tries while the source fails', () => {
    const list = toLoadedList([page(['a']), page([], { state: 'failed' }), page([], { state: 'failed' })]);
    expect(list).toMatchObject({ failures: 2, source: { state: 'failed' }, hasMore: true, gaps: [] });
    expect(list?.rows).toHaveLength(1);
  });

  it('is whole again once the failed place was read', () => {
    const list = toLoadedList([page(['a']), page([], { state: 'failed' }), page(['b'], {}, { cursor: null })]);
    expect(list).toMatchObject({ failures: 0, source: { state: 'complete' }, gaps: [], hasMore: false });
  });

  it('does not forget a part that stays unproven', () => {
    const list = toLoadedList([page(['a'], { state: 'partial', code: 'instant_unsettled' }), page(['b'])]);
    expect(list?.gaps.map((gap) => gap.code)).toEqual(['instant_unsettled']);
  });

  it('adds up what was looked through and how far back', () => {
    const scanned = (rows: number, backTo: number | null) => ({ scanned: { rows, backTo } });
    const list = toLoadedList([page(['a'], {}, scanned(400, 900)), page([], {}, scanned(400, 700))]);
    expect(list?.looked).toEqual({ rows: 800, backTo: 700 });
  });

  it('is as of its first page', () => {
    expect(toLoadedList([page(['a'], { asOf: 10 }), page(['b'], { asOf: 99 })])?.asOf).toBe(10);
  });
});
