import { type ExploreQuery, parseExploreParams, toExploreParams } from '@watchfloor/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneOf, parseSearch, stringifySearch } from './search-params.ts';

const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,10}$/).filter((text) => !/^(not_.*|from|to|order|sel)$/.test(text));
const values = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }), { maxLength: 5 });
const time = fc.constantFrom('now', 'now-24h', 'now-15m', '2026-11-12T14:02:11Z', '2026-11-12T14:02:11.250+01:00');
const defaults = { from: 'now-24h', to: 'now' };

const query: fc.Arbitrary<ExploreQuery> = fc.record(
  {
    filters: fc.dictionary(
      name,
      fc.record({ include: values, exclude: values }).filter((one) => one.include.length + one.exclude.length > 0),
      { maxKeys: 6, noNullPrototype: true },
    ),
    from: time,
    to: time,
    order: fc.constantFrom('time-desc', 'priority'),
  },
  { requiredKeys: ['filters', 'from', 'to'] },
);

describe('the URL', () => {
  it('gives back every question that was written into it', () => {
    fc.assert(
      fc.property(query, (asked) => {
        const { query: read, problems } = parseExploreParams(parseSearch(stringifySearch(toExploreParams(asked))), {
          defaults,
          reserved: ['sel'],
        });
        expect(problems).toEqual([]);
        expect(read).toEqual(asked);
      }),
    );
  });

  it('keeps the selected row beside the question', () => {
    fc.assert(
      fc.property(query, fc.string({ minLength: 1, unit: 'grapheme' }), (asked, sel) => {
        const params = parseSearch(stringifySearch({ ...toExploreParams(asked), sel }));
        expect(oneOf(params, 'sel')).toBe(sel);
        expect(parseExploreParams(params, { defaults, reserved: ['sel'] }).query).toEqual(asked);
      }),
    );
  });

  it('is read whatever stands in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { query: read } = parseExploreParams(parseSearch(text), { defaults });
        expect(typeof read.from).toBe('string');
      }),
    );
  });

  it('never turns text into numbers, booleans or objects', () => {
    expect(parseSearch('?a=1&b=true&c={"d":1}&a=%')).toEqual({ a: ['1', '%'], b: 'true', c: '{"d":1}' });
  });

  it('does not read a parameter name as a prototype', () => {
    const params = parseSearch('?__proto__=x&constructor=y');
    expect(Object.getPrototypeOf(params)).toBe(Object.prototype);
    expect(Object.hasOwn(params, '__proto__')).toBe(true);
  });
});
