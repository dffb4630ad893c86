import { firstView, queueResource, toShippedViews } from '@watchfloor/contract';
import { expect, it } from 'vitest';
import { readLocation } from '../lib/list/list-location.ts';
import { findShippedView } from './queue-question.ts';

const brought = { id: 'brought', name: 'Brought by a list', params: { severity: ['high'], from: 'now-7d', to: 'now' } };
const acme = { vendor: 'acme', resources: [{ ...queueResource, queueViews: [brought] }] };
const views = toShippedViews([acme, { ...acme, vendor: 'another' }]);

it.each(views.map((view) => [view.name, view] as const))(
  '“%s” asks only what the queue knows, and is known again',
  (_, view) => {
    const { query, ignored } = readLocation(view.params, queueResource);
    expect(ignored).toEqual([]);
    expect(findShippedView(views, query)).toBe(view);
  },
);

it('a list brings its views once, for its own vendor', () => {
  expect(views.find(({ id }) => id === 'brought')).toEqual({
    ...brought,
    params: { vendor: ['acme'], ...brought.params },
  });
  expect(views.filter(({ id }) => id === 'brought')).toHaveLength(1);
});

it('the order of values says nothing, another value does', () => {
  const { query } = readLocation(firstView.params, queueResource);
  const severity = { include: query.filters.severity?.include.toReversed() ?? [], exclude: [] };
  expect(findShippedView(views, { ...query, filters: { ...query.filters, severity } })).toBe(firstView);
  const other = { include: ['low'], exclude: [] };
  expect(findShippedView(views, { ...query, filters: { ...query.filters, severity: other } })).toBeUndefined();
});
