import type { ExploreQuery } from '@watchfloor/contract';
import { expect, it } from 'vitest';
import { stillMatches } from './still-matches.ts';
import { mark } from './testing/rows.ts';

const ask = (filters: ExploreQuery['filters']): ExploreQuery => ({ filters, from: 'now-1h', to: 'now' });
const open = ask({ status: { include: [], exclude: ['resolved', 'suppressed'] } });
const mine = ask({ owner: { include: ['me'], exclude: [] } });
const nobodys = ask({ owner: { include: ['none'], exclude: [] } });
const ana = { id: 'p1', name: 'Ana Ruiz' };

it('a finding that was closed leaves the open ones, one that was taken stays', () => {
  expect(stillMatches(open, mark({ state: 'resolved', verdict: 'benign' }), 'p1')).toBe(false);
  expect(stillMatches(open, mark({ state: 'in_progress', owner: ana }), 'p1')).toBe(true);
});

it('"mine" is the asker’s, whoever asks; "nobody" is whose owner is none', () => {
  expect(stillMatches(mine, mark({ owner: ana }), 'p1')).toBe(true);
  expect(stillMatches(mine, mark({ owner: ana }), 'p2')).toBe(false);
  expect(stillMatches(mine, mark(), 'p1')).toBe(false);
  expect(stillMatches(nobodys, mark(), 'p1')).toBe(true);
  expect(stillMatches(nobodys, mark({ owner: ana }), 'p1')).toBe(false);
});

it('a verdict that was asked for has to be the one that was given', () => {
  const benign = ask({ verdict: { include: ['benign'], exclude: [] } });
  expect(stillMatches(benign, mark({ verdict: 'benign' }), 'p1')).toBe(true);
  expect(stillMatches(benign, mark(), 'p1')).toBe(false);
});

it('what no decision changes is not looked at', () => {
  expect(stillMatches(ask({ severity: { include: ['low'], exclude: [] } }), mark(), 'p1')).toBe(true);
});
