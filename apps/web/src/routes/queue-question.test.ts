import { queueResource } from '@watchfloor/contract';
import { expect, it } from 'vitest';
import { shippedViews } from '../features/queue/shipped-views.ts';
import { readLocation } from '../lib/list/list-location.ts';
import { findShippedView } from './queue-question.ts';

it.each(shippedViews.map((view) => [view.name, view] as const))(
  '“%s” asks only what the queue knows, and is known again',
  (_, view) => {
    const { query, ignored } = readLocation(view.params, queueResource);
    expect(ignored).toEqual([]);
    expect(findShippedView(query)).toBe(view);
  },
);

it('the order of values says nothing, another value does', () => {
  const [first] = shippedViews;
  const { query } = readLocation(first!.params, queueResource);
  const severity = { include: query.filters.severity!.include.toReversed(), exclude: [] };
  expect(findShippedView({ ...query, filters: { ...query.filters, severity } })).toBe(first);
  const other = { include: ['low'], exclude: [] };
  expect(findShippedView({ ...query, filters: { ...query.filters, severity: other } })).toBeUndefined();
});
