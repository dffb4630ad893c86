import type { Params } from './explore-query.ts';
import { meValue, noValue, queueResource } from './queue.ts';
import type { Resource } from './resource.ts';

/** A named question to the queue that everybody has. */
export interface ShippedView {
  id: string;
  name: string;
  params: Params;
}

/** Never `status: new` alone: what somebody has begun is open too. */
const open = { not_status: ['resolved', 'suppressed'] };

/** What the queue opens with. */
export const firstView: ShippedView = {
  id: 'needs-a-decision',
  name: 'Needs a decision',
  params: queueResource.opensWith,
};

const week = { from: 'now-7d', to: 'now' };

/** In the rail: what waits first, then what is looked at now and then; vendors' own stand between. */
const first: readonly ShippedView[] = [
  firstView,
  // Any time: as far back as findings can be kept.
  { id: 'mine', name: 'Mine', params: { ...open, owner: [meValue], from: 'now-400d', to: 'now', order: 'work' } },
  {
    id: 'nobodys-yet',
    name: 'Nobody’s yet',
    params: {
      ...open,
      owner: [noValue],
      severity: ['fatal', 'critical', 'high'],
      arrived: ['now-7d..now-30m'],
      ...week,
      order: 'time-asc',
    },
  },
];
const last: readonly ShippedView[] = [
  { id: 'active-again', name: 'Active again', params: { reopened: ['true'], ...week, order: 'active-desc' } },
  {
    id: 'arrived-late',
    name: 'Arrived late',
    params: { delay: ['over_15m'], arrived: ['now-24h..'], from: 'now-24h', to: 'now', order: 'arrived-desc' },
  },
  {
    id: 'noise',
    name: 'Noise, for tuning',
    params: {
      verdict: ['false_positive_rule', 'false_positive_data', 'benign'],
      ...week,
      order: 'time-desc',
      group: 'rule',
      group_order: 'count',
    },
  },
];

/** Those of the queue, then those that the connected vendors' lists bring, each for its own vendor. In the rail's order. */
export function toShippedViews(
  connections: readonly { vendor: string; resources: readonly Pick<Resource, 'queueViews'>[] }[],
): ShippedView[] {
  const views = new Map(first.map((view) => [view.id, view]));
  for (const { vendor, resources } of connections) {
    for (const { id, name, params } of resources.flatMap(({ queueViews }) => queueViews ?? [])) {
      if (!views.has(id)) views.set(id, { id, name, params: { vendor: [vendor], ...params } });
    }
  }
  for (const view of last) views.set(view.id, view);
  return [...views.values()];
}
