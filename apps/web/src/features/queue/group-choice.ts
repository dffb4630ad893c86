import {
  type ExploreQuery,
  type GroupChoice,
  groupings,
  groupOrders,
  type ParameterProblem,
  type Params,
  type QueueGroup,
} from '@watchfloor/contract';
import { oneOf } from '../../lib/search-params.ts';

/** How a URL wants the queue grouped. What is not known is named and left out. */
export function readGroupChoice(params: Params): { group: GroupChoice | undefined; ignored: ParameterProblem[] } {
  const [given, givenOrder] = [oneOf(params, 'group'), oneOf(params, 'group_order')];
  const by = groupings.find(({ name }) => name === given)?.name;
  const order = groupOrders.find(({ name }) => name === givenOrder)?.name;
  const ignored = [
    ...(given !== undefined && by === undefined
      ? [{ parameter: 'group', detail: 'The queue cannot be grouped so.' }]
      : []),
    ...(by !== undefined && givenOrder !== undefined && order === undefined
      ? [{ parameter: 'group_order', detail: 'Groups cannot be ordered so.' }]
      : []),
  ];
  return { group: by && { by, order: order ?? 'count' }, ignored };
}

export function toGroupParams(group: GroupChoice | undefined): Params {
  return group ? { group: group.by, group_order: group.order } : {};
}

/** The list of what is in a group. */
export function toGroupQuery(query: ExploreQuery, { filters }: Pick<QueueGroup, 'filters'>): ExploreQuery {
  const own: ExploreQuery['filters'] = {};
  for (const [name, value] of Object.entries(filters)) own[name] = { include: [value], exclude: [] };
  return { ...query, filters: { ...query.filters, ...own } };
}
