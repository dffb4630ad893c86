import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import type { Connection } from '@watchfloor/contract';
import { QueueRail } from '../features/queue/queue-rail.tsx';
import { shippedViews } from '../features/queue/shipped-views.ts';
import type { Command } from '../features/shell/palette.tsx';
import { useKeys } from '../lib/keymap.ts';
import { asParams, queuePath } from './addresses.ts';
import { findShippedView, useQueueQuery } from './queue-question.ts';

/** What the queue brings to the frame of every page: its key and its commands. */
export function useFrameQueue(connections: readonly Connection[]): { commands: Command[] } {
  const navigate = useNavigate();
  const [first] = shippedViews;
  useKeys([
    {
      keys: 'g q',
      label: 'Go to the queue',
      group: 'Move',
      run: () => void navigate({ to: queuePath, search: first?.params ?? {} }),
    },
  ]);
  const vendors = toVendors(connections);
  const commands = shippedViews
    .filter(({ vendor }) => vendor === undefined || vendors.has(vendor))
    .map(({ id, name, params }, index) => ({
      id: `queue ${id}`,
      label: name,
      detail: 'Queue',
      ...(index === 0 ? { keys: 'g q' } : {}),
      run: () => void navigate({ to: queuePath, search: params }),
    }));
  return { commands };
}

/** The queue in the rail, each of its questions a link. */
export function FrameQueue({ isFolded, connections }: { isFolded: boolean; connections: readonly Connection[] }) {
  const { pathname, search } = useLocation();
  const isCurrent = pathname === queuePath;
  const { query } = useQueueQuery(isCurrent ? asParams({ ...search }) : {});
  return (
    <QueueRail
      isFolded={isFolded}
      isCurrent={isCurrent}
      current={isCurrent ? findShippedView(query) : undefined}
      vendors={toVendors(connections)}
      renderLink={(view, link) => <Link to={queuePath} search={view.params} {...link} />}
    />
  );
}

const toVendors = (connections: readonly Connection[]) => new Set(connections.map(({ vendor }) => vendor));
