import { type Connection, meValue, noValue, type Params, queueResource } from '@watchfloor/contract';

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

const common: readonly ShippedView[] = [
  firstView,
  { id: 'mine', name: 'Mine', params: { ...open, owner: [meValue], from: 'now-30d', to: 'now', order: 'work' } },
  {
    id: 'nobodys-yet',
    name: 'Nobody’s yet',
    params: {
      ...open,
      owner: [noValue],
      severity: ['fatal', 'critical', 'high'],
      from: 'now-7d',
      to: 'now-30m',
      order: 'work',
    },
  },
];

/** Those of the queue, then those that the connected vendors' lists bring, each for its own vendor. In the rail's order. */
export function toShippedViews(connections: readonly Pick<Connection, 'vendor' | 'resources'>[]): ShippedView[] {
  const views = new Map(common.map((view) => [view.id, view]));
  for (const { vendor, resources } of connections) {
    for (const { id, name, params } of resources.flatMap(({ queueViews }) => queueViews ?? [])) {
      if (!views.has(id)) views.set(id, { id, name, params: { vendor: [vendor], ...params } });
    }
  }
  return [...views.values()];
}
