import type { ExploreQuery } from '@watchfloor/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterOf, withoutValue, withTurned, withValue } from './filter-edits.ts';

const base: ExploreQuery = { filters: {}, from: 'now-24h', to: 'now' };
const value = fc.constantFrom('a', 'b', 'c', 'd');
const mode = fc.constantFrom('include' as const, 'exclude' as const);

describe('filter edits', () => {
  it('never ask for a value and rule it out at once', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(value, mode, fc.boolean())), (steps) => {
        const query = steps.reduce((at, [one, side, multi]) => withValue(at, 'user', one, side, multi), base);
        const { include, exclude } = filterOf(query, 'user');
        expect(include.filter((one) => exclude.includes(one))).toEqual([]);
        expect(new Set(include).size).toBe(include.length);
      }),
    );
  });

  it('leave no trace when undone', () => {
    fc.assert(
      fc.property(value, mode, (one, side) => {
        expect(withoutValue(withValue(base, 'user', one, side, true), 'user', one)).toEqual(base);
      }),
    );
  });

  it('replace the value of a filter that takes one', () => {
    const query = withValue(withValue(base, 'user', 'a', 'include', false), 'user', 'b', 'include', false);
    expect(filterOf(query, 'user').include).toEqual(['b']);
  });

  it('turn a filter round with all its values', () => {
    const query = withValue(withValue(base, 'user', 'a', 'include', true), 'user', 'b', 'include', true);
    expect(filterOf(withTurned(query, 'user', 'include', true), 'user')).toEqual({ include: [], exclude: ['a', 'b'] });
  });

  it('keep a changed filter at its place', () => {
    const two = withValue(withValue(base, 'a', 'x', 'include', true), 'b', 'x', 'include', true);
    expect(Object.keys(withValue(two, 'a', 'y', 'exclude', true).filters)).toEqual(['a', 'b']);
  });
});
