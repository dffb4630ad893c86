import { Link, useRouter } from '@tanstack/react-router';
import {
  type Connection,
  type ExploreQuery,
  type QueueRow,
  type Resource,
  toExploreParams,
} from '@watchfloor/contract';
import { Maximize2, X } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { useAroundKey } from '../features/around/around-open.ts';
import { FindingPane } from '../features/finding/finding-pane.tsx';
import { KeptCopy } from '../features/queue/kept-copy.tsx';
import { toListRow } from '../features/queue/queue-rows.ts';
import { useQueueFinding } from '../features/triage/finding-query.ts';
import { History } from '../features/triage/history.tsx';
import { findList } from '../lib/find-list.ts';
import { withValue } from '../lib/list/filter-edits.ts';
import { Button } from '../ui/button.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { toRangeText } from '../ui/time-range/shift.ts';
import { queueFindingPath, queuePath } from './addresses.ts';
import { type Deciding, toAddress, toQueuePlace, useOurs } from './queue-parts.tsx';
import { useLatestMark } from './use-latest-mark.ts';

export interface QueuePaneProps extends Deciding {
  /** The selected finding, as the URL names it. */
  uid: string;
  /** Its row, where it is among those loaded. */
  row: QueueRow | undefined;
  neighbours: readonly QueueRow[];
  connections: readonly Connection[];
  /** The queue. */
  resource: Resource;
  query: ExploreQuery;
  onQuery: (query: ExploreQuery) => void;
  onClose: () => void;
}

/** The selected finding: what the team made of it, and what its vendor says of it now. Memoised: a key draws the row first. */
export const QueuePane = memo(function QueuePane(props: QueuePaneProps) {
  const { uid, connections, resource, query, onQuery, onClose } = props;
  const router = useRouter();
  const { data: known, error } = useQueueFinding(uid);
  useAroundKey();
  useLatestMark(props.row, known?.row);
  const row = props.row ?? (known && toListRow(known.row));
  const { connection, resource: list } = findList(connections, row?.connection ?? null, row?.resource);
  const parts = useOurs(row && connection && list && { row, known, connection, list }, props, 3);
  if (!row) return error ? <Unknown said={error.message} onClose={onClose} /> : <Skeleton lines={8} className="p-4" />;
  if (!connection || !list || !parts) {
    return (
      <Unknown said="Its connection is not here any more." onClose={onClose}>
        <KeptCopy row={row} />
        {known && <History answer={known} level={3} />}
      </Unknown>
    );
  }
  const link = { ...toExploreParams({ ...query, ...toRangeText(toRangeOf(row)) }), sel: uid };
  const place = toQueuePlace({
    row,
    connection,
    list,
    queue: resource,
    filterNote: undefined,
    onFilter: (name, value, mode) => onQuery(withValue(query, name, value, mode, true)),
    pageUrl: location.origin + router.buildLocation({ to: queuePath, search: link }).href,
  });
  return (
    <FindingPane
      place={place}
      row={row}
      neighbours={props.neighbours.map(toAddress)}
      back={null}
      openPage={
        <>
          {parts.aroundButton}
          <Link
            to={queueFindingPath}
            params={{ uid }}
            search={toExploreParams(query)}
            className="flex h-7 flex-none items-center gap-1 rounded-control px-2 font-medium whitespace-nowrap hover:bg-raised"
          >
            <Maximize2 size={14} strokeWidth={1.75} aria-hidden />
            Open page
          </Link>
        </>
      }
      onClose={onClose}
      ours={parts.ours}
    />
  );
});

/** Seconds around the finding: whatever the clock says when the link is opened, it is there. */
function toRangeOf({ happened, arrived }: QueueRow) {
  const at = happened ?? arrived ?? Date.now();
  return { from: at - 1_000, to: at + 1_000 };
}

function Unknown({ said, onClose, children }: { said: string; onClose: () => void; children?: ReactNode }) {
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="flex items-start px-4 pt-2">
        <p role="status" className="flex-1 py-2 text-prose font-medium">
          {said}
        </p>
        <Button icon={X} label="Close" onPress={onClose} />
      </div>
      {children}
    </div>
  );
}
