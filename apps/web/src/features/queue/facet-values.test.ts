import { type Filter, queueResource } from '@watchfloor/contract';
import { expect, it } from 'vitest';
import type { FacetSelection } from '../../ui/facet-list/facet-list.tsx';
import { toFacetValues, toSpellings } from './facet-values.ts';
import { row } from './testing/rows.ts';

const filter = (name: string): Filter => queueResource.filters.find((one) => one.name === name)!;
const none: FacetSelection = { include: [], exclude: [] };
const acme = { id: 'acme', label: 'Acme', vendor: 'a', vendorLabel: 'A', vendorMark: 'AA' };
const south = { ...acme, id: 'south', label: 'Acme South' };
const known = {
  facets: [
    { filter: 'severity', values: [{ value: 'low', count: 3 }] },
    {
      filter: 'owner',
      values: [
        { value: 'p1', count: 2 },
        { value: 'p2', count: 5 },
        { value: 'none', count: 7 },
      ],
    },
    {
      filter: 'event_type',
      values: [
        { value: 'quarantine failure', count: 4 },
        { value: 'unknown', count: 1 },
      ],
    },
    {
      filter: 'source',
      values: [
        { value: 'acme', count: 6 },
        { value: 'south', count: 1 },
      ],
    },
    { filter: 'vendor', values: [{ value: 'a', count: 7 }] },
  ],
  connections: [acme, south],
  me: 'p1',
  people: [{ id: 'p2', name: 'Ana Ruiz' }],
  spellings: toSpellings([row({ eventType: 'Quarantine Failure' })]),
};
const brief = (name: string, selection = none, about = known) =>
  toFacetValues(filter(name), selection, about).map(({ value, label, count }) => [value, label, count]);

it('a closed list keeps its own order, with zero where there is nothing', () => {
  const values = brief('severity');
  expect(values.map(([value]) => value)).toEqual(
    queueResource.filters.find(({ name }) => name === 'severity')!.values.map(({ value }) => value),
  );
  expect(values.find(([value]) => value === 'low')?.[2]).toBe(3);
  expect(values.find(([value]) => value === 'critical')?.[2]).toBe(0);
});

it('counts that are not here are not called zero', () => {
  expect(toFacetValues(filter('severity'), none, { ...known, facets: undefined })[0]?.count).toBeNull();
});

it('the asker stands as "Me" and once', () => {
  expect(brief('owner')).toEqual([
    ['me', 'Me', 2],
    ['none', 'Nobody', 7],
    ['p2', 'Ana Ruiz', 5],
  ]);
});

it('values are spelled as the vendor spells them, and as they were chosen', () => {
  expect(brief('event_type')).toEqual([
    ['Quarantine Failure', 'Quarantine Failure', 4],
    ['unknown', 'Unknown', 1],
  ]);
  const chosen = { include: ['QUARANTINE failure'], exclude: [] };
  expect(brief('event_type', chosen)[0]).toEqual(['QUARANTINE failure', 'QUARANTINE failure', 4]);
});

it('a vendor of several connections stands once, by its name', () => {
  expect(brief('vendor')).toEqual([['a', 'A', 7]]);
});
