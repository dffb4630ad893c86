import type { Filter, Params, Resource } from '@watchfloor/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRecordText, readLocation, toListParams } from './list-location.ts';

const filter = (name: string, change: Partial<Filter> = {}): Filter => ({
  name,
  label: name,
  type: 'text',
  values: [],
  open: false,
  multi: true,
  appliedBy: 'vendor',
  match: 'exact',
  ...change,
});

const resource: Resource = {
  name: 'alarms',
  label: 'Alarms',
  singular: 'alarm',
  kind: 'finding',
  filters: [
    filter('user'),
    filter('method', { multi: false }),
    filter('status', { type: 'enum', values: [{ value: 'open', label: 'Open' }] }),
    filter('event_type', { type: 'enum', open: true }),
    filter('suppressed', { type: 'boolean' }),
  ],
  columns: [],
  orders: [{ name: 'time-desc', label: 'Newest first', provable: true }],
  opensWith: { from: 'now-7d', to: 'now', status: 'open' },
};
const read = (params: Params) => readLocation(params, resource, 1_000_000_000_000);
const ignored = (params: Params) => read(params).ignored.map((one) => one.parameter);

describe('a link to a list', () => {
  it('opens with the usual range of the list where it names none', () => {
    expect(read({}).query).toEqual({ filters: {}, from: 'now-7d', to: 'now' });
  });

  it.each([
    ['a filter that the list does not have', { bogus: '1' }, 'bogus'],
    ['a value that a closed filter does not know', { status: 'weird' }, 'status'],
    ['a boolean that is none', { suppressed: 'maybe' }, 'suppressed'],
    ['an order that does not exist', { order: 'beauty' }, 'order'],
    ['a time that is none', { from: 'yesterday' }, 'from'],
    ['a range upside down', { from: 'now', to: 'now-1h' }, 'from'],
    ['a second value of a filter that takes one', { method: ['a', 'b'] }, 'method'],
  ])('leaves out and names %s', (_, params, name) => {
    expect(ignored(params)).toEqual([name]);
  });

  it('takes any value where the list of values is open', () => {
    expect(read({ event_type: 'Never seen' }).query.filters).toEqual({
      event_type: { include: ['Never seen'], exclude: [] },
    });
  });

  it('never asks the server for what it would refuse, whatever the link says', () => {
    const text = fc.string({ maxLength: 12 });
    const name = fc.oneof(
      text,
      fc.constantFrom('status', 'not_status', 'suppressed', 'method', 'from', 'to', 'order', 'sel'),
    );
    fc.assert(
      fc.property(fc.dictionary(name, fc.oneof(text, fc.array(text)), { noNullPrototype: true }), (params) => {
        const { query } = read(params);
        for (const [used, values] of Object.entries(query.filters)) {
          expect(resource.filters.map((one) => one.name)).toContain(used);
          if (used === 'status')
            expect([...values.include, ...values.exclude]).toEqual(expect.not.arrayContaining(['weird']));
        }
        expect(query.order === undefined || query.order === 'time-desc').toBe(true);
      }),
    );
  });

  it('tells the question from the selection', () => {
    expect(
      toListParams({ status: 'open', view: 'v', sel: 'a', peek: 'events/b', via: 'x/y', hint: 'h', peek_hint: 'i' }),
    ).toEqual({
      status: 'open',
    });
  });

  it.each([
    ['events/a/b', { resource: 'events', key: 'a/b' }],
    ['events/', undefined],
    ['/a', undefined],
    ['a', undefined],
    [undefined, undefined],
  ])('names another record as %s', (text, record) => {
    expect(parseRecordText(text)).toEqual(record);
  });
});
