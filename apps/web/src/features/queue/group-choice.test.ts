import { groupings, groupOrders } from '@watchfloor/contract';
import { expect, it } from 'vitest';
import { readGroupChoice, toGroupParams, toGroupQuery } from './group-choice.ts';

const all = groupings.flatMap(({ name: by }) => groupOrders.map(({ name: order }) => ({ by, order })));

it.each(all)('%o survives its address', (group) => {
  expect(readGroupChoice(toGroupParams(group))).toEqual({ group, ignored: [] });
});

it('what an old or foreign link asks for is named and left out', () => {
  expect(readGroupChoice({ group: 'weather', group_order: 'worst' })).toEqual({
    group: undefined,
    ignored: [{ parameter: 'group', detail: 'The queue cannot be grouped so.' }],
  });
  expect(readGroupChoice({ group: 'rule', group_order: 'size' })).toMatchObject({
    group: { by: 'rule', order: 'count' },
    ignored: [{ parameter: 'group_order' }],
  });
  expect(readGroupChoice({})).toEqual({ group: undefined, ignored: [] });
});

it('a group opens with its own filters in place of the question’s, and the rest as it was', () => {
  const filters = { severity: { include: ['high'], exclude: [] }, source: { include: ['a', 'b'], exclude: [] } };
  const query = { filters, from: 'now-7d', to: 'now', order: 'work' };
  expect(toGroupQuery(query, { filters: { rule: 'Probe', source: 'a' } })).toEqual({
    ...query,
    filters: {
      severity: filters.severity,
      source: { include: ['a'], exclude: [] },
      rule: { include: ['Probe'], exclude: [] },
    },
  });
});
