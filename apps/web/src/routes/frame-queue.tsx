import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import type { Connection } from '@watchfloor/contract';
import { firstView, toShippedViews } from '@watchfloor/contract';
import { QueueRail } from '../features/queue/queue-rail.tsx';
import type { Command } from '../features/shell/palette.tsx';
import { useKeys } from '../lib/keymap.ts';
import { asParams, queuePath } from './addresses.ts';
import { findShippedView, useQueueQuery } from './queue-question.ts';
import { useViewCounts } from './view-counts.tsx';

/** What the queue brings to the frame of every page: its key and its commands. */
export function useFrameQueue(connections: readonly Connection[]): { commands: Command[] } {
  const navigate = useNavigate();
  useKeys([
    {
      keys: 'g q',
      label: 'Go to the queue',
      group: 'Move',
      run: () => void navigate({ to: queuePath, search: firstView.params }),
    },
  ]);
  const commands = toShippedViews(connections).map(({ id, name, params }) => ({
    id: `queue ${id}`,
    label: name,
    detail: 'Queue',
    ...(id === firstView.id ? { keys: 'g q' } : {}),
    run: () => void navigate({ to: queuePath, search: params }),
  }));
  return { commands };
}

/** The queue in the rail, each of its questions a link. */
export function FrameQueue(props: { isFolded: boolean; connections: readonly Connection[]; hasSaved: boolean }) {
  const { isFolded, connections, hasSaved } = props;
  const { pathname, search } = useLocation();
  const isCurrent = pathname === queuePath || pathname.startsWith(`${queuePath}/`);
  // A finding that was opened by its link alone stands in none of the questions.
  const isAlone = pathname !== queuePath && Object.keys(search).length === 0;
  const { query } = useQueueQuery(isCurrent ? asParams({ ...search }) : {});
  const views = toShippedViews(connections);
  const countOf = useViewCounts();
  return (
    <QueueRail
      isFolded={isFolded}
      isCurrent={isCurrent}
      // One place is marked: the saved view, where one is open.
      isSaved={hasSaved}
      current={isCurrent && !isAlone && !hasSaved ? findShippedView(views, query) : undefined}
      views={views}
      countOf={countOf}
      renderLink={(view, link) => <Link to={queuePath} search={view.params} {...link} />}
    />
  );
}
