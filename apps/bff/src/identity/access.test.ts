import type { Access } from '@watchfloor/contract';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isSameAccess, toEffectiveAccess, toScope } from './access.ts';

const accesses = fc.oneof(fc.constant<Access>('all'), fc.array(fc.string({ minLength: 1, maxLength: 8 })));

it.each<[own: Access | null, ofRole: Access | null, effective: Access]>([
  [null, null, 'all'],
  [null, ['usm'], ['usm']],
  [['kuma'], ['usm'], ['kuma']],
  ['all', ['usm'], 'all'],
  [[], null, []],
])('own %j and the role %j give %j', (own, ofRole, effective) => {
  expect(toEffectiveAccess(own, ofRole)).toEqual(effective);
});

it('gives two sets one scope exactly when they are the same set', () => {
  fc.assert(
    fc.property(accesses, accesses, (a, b) => {
      const same =
        a === 'all' || b === 'all'
          ? a === b
          : new Set([...a, ...b]).size === new Set(a).size && new Set(a).size === new Set(b).size;
      expect(toScope(a) === toScope(b)).toBe(same);
    }),
  );
});

it('tells a list of one id from the ids that it could be glued from', () => {
  expect(toScope(['a,b'])).not.toBe(toScope(['a', 'b']));
  expect(toScope(['a","b'])).not.toBe(toScope(['a', 'b']));
  expect(toScope(['all'])).not.toBe(toScope('all'));
});

it('knows an own limit from none', () => {
  expect(isSameAccess(null, 'all')).toBe(false);
  expect(isSameAccess(['b', 'a'], ['a', 'b', 'a'])).toBe(true);
});
