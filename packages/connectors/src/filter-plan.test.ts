import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { enumFilter } from './common-filters.ts';
import { planFilters } from './filter-plan.ts';
import { alarmFilters } from './usm-anywhere/filters.ts';

const only = (...include: string[]) => ({ include, exclude: [] });
const plan = (filters: Parameters<typeof planFilters>[1]) =>
  planFilters(alarmFilters, filters, { singleStream: false });

test('one value goes to the vendor; what can change is never asked in two calls', () => {
  expect(plan({ status: only('open') })).toMatchObject({ streams: [[['status', 'open']]], appliedHere: [] });
  expect(plan({ status: only('open', 'in_review') })).toMatchObject({ streams: [[]], appliedHere: ['status'] });
  expect(plan({ severity: only('high', 'critical') })).toMatchObject({
    streams: [[['priority_label', 'high']], [['priority_label', 'critical']]],
    appliedHere: [],
  });
});

test('a value that the vendor does not know, and every exclude, is applied here', () => {
  expect(plan({ severity: only('high', 'unknown') })).toMatchObject({ streams: [[]], appliedHere: ['severity'] });
  expect(plan({ status: { include: ['open'], exclude: ['closed'] } })).toMatchObject({
    streams: [[['status', 'open']]],
    appliedHere: ['status'],
  });
});

test('no question becomes more than four calls side by side, and no parameter is sent twice', () => {
  const values = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 6 });
  const filters = fc.dictionary(
    fc.constantFrom(...alarmFilters.map(({ name }) => name)),
    fc.record({ include: values, exclude: values }),
  );
  fc.assert(
    fc.property(filters, (given) => {
      const { streams } = plan(given);
      expect(streams.length).toBeLessThanOrEqual(4);
      for (const stream of streams) expect(new Set(stream.map(([name]) => name)).size).toBe(stream.length);
    }),
  );
});

test('values that the vendor takes together are one question, also where they can change', () => {
  const vendor = (several: (spelt: string[]) => string[] | undefined) => ({
    vendor: { param: 'status', spell: (value: string) => value, fixed: false, several },
  });
  const ask = (several: (spelt: string[]) => string[] | undefined) =>
    planFilters(
      [enumFilter('status', 'Status', [], vendor(several))],
      { status: only('new', 'closed') },
      {
        singleStream: true,
      },
    );
  const repeated = [
    ['status', 'new'],
    ['status', 'closed'],
  ];
  expect(ask((spelt) => spelt)).toMatchObject({ streams: [repeated], appliedHere: [] });
  expect(ask((spelt) => [spelt.join(',')])).toMatchObject({ streams: [[['status', 'new,closed']]], appliedHere: [] });
  expect(ask(() => undefined)).toMatchObject({ streams: [[]], unapplied: ['status'] });
});
