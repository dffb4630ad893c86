import { useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import {
  type Connection,
  type Decision,
  type EntityKind,
  type ExploreQuery,
  type QueueRow,
  type Resource,
  toExploreParams,
} from '@watchfloor/contract';
import { Maximize2, X } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { useAroundKey, useAroundOpen } from '../features/around/around-open.ts';
import type { FindingPlace } from '../features/finding/finding-context.ts';
import { FindingPane } from '../features/finding/finding-pane.tsx';
import { KeptCopy } from '../features/queue/kept-copy.tsx';
import { putRow } from '../features/queue/queue-query.ts';
import { toListRow } from '../features/queue/queue-rows.ts';
import { AtVendor } from '../features/triage/at-vendor.tsx';
import { type Asked, DecisionBar } from '../features/triage/decision-bar.tsx';
import { useQueueFinding } from '../features/triage/finding-query.ts';
import { History } from '../features/triage/history.tsx';
import { SeenBefore } from '../features/triage/seen-before.tsx';
import { Standing } from '../features/triage/standing.tsx';
import { findList } from '../lib/find-list.ts';
import { withValue } from '../lib/list/filter-edits.ts';
import { Button } from '../ui/button.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { toRangeText } from '../ui/time-range/shift.ts';
import { queuePath, recordPath, toHint } from './addresses.ts';
import { AroundButton, QueueAround } from './queue-around.tsx';

export interface QueuePaneProps {
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
  people: readonly { id: string; name: string }[];
  me: { id: string; name: string };
  mayDecide: boolean;
  asked: Asked | undefined;
  onAsk: (asked: Asked | undefined) => void;
  onDecide: (row: QueueRow, decision: Decision, ownerName?: string) => void;
  onClose: () => void;
}

/** The selected finding: what the team made of it, and what its vendor says of it now. */
export function QueuePane(props: QueuePaneProps) {
  const { uid, connections, resource, query, onQuery, onClose } = props;
  const router = useRouter();
  const { data: known, error } = useQueueFinding(uid);
  const isAround = useAroundOpen();
  useAroundKey();
  useLatestMark(props.row, known?.row);
  const row = props.row ?? (known && toListRow(known.row));
  if (!row) return error ? <Unknown said={error.message} onClose={onClose} /> : <Skeleton lines={8} className="p-4" />;
  const { connection, resource: list } = findList(connections, row.connection, row.resource);
  const history = known && <History answer={known} />;
  const seen = known?.seenBefore && <SeenBefore seen={known.seenBefore} />;
  const aroundButton = <AroundButton isOpen={isAround} />;
  const kept = <KeptCopy row={row} />;
  if (!connection || !list) {
    return (
      <Unknown said="Its connection is not here any more." onClose={onClose}>
        {kept}
        {history}
      </Unknown>
    );
  }
  const filterOf = (name: string | undefined, kind: EntityKind | undefined) => {
    const wanted = kind === undefined ? name && (queueNames[name] ?? name) : 'entity';
    return resource.filters.find((one) => one.name === wanted && one.name !== 'status');
  };
  const link = { ...toExploreParams({ ...query, ...toRangeText(toRangeOf(row)) }), sel: uid };
  const place: FindingPlace = {
    record: toAddress(row),
    connection,
    resource: list,
    filterNote: undefined,
    toFilter: filterOf,
    onFilter: (name, value, mode) => onQuery(withValue(query, name, value, mode, true)),
    // Evidence is no finding: it opens on a page of its own, from which Back leads here.
    renderLink: (target, children, className) => (
      <Link
        to={recordPath}
        params={{ connection: connection.id, resource: target.resource, key: target.key }}
        search={toHint(target.hint)}
        className={className}
      >
        {children}
      </Link>
    ),
    pageUrl: location.origin + router.buildLocation({ to: queuePath, search: link }).href,
  };
  return (
    <FindingPane
      place={place}
      row={row}
      neighbours={props.neighbours.map(toAddress)}
      back={null}
      openPage={
        <>
          {!props.mayDecide && aroundButton}
          <Link
            to={recordPath}
            params={{ connection: connection.id, resource: list.name, key: row.key }}
            search={toHint(row.hint)}
            className="flex h-7 flex-none items-center gap-1 rounded-control px-2 font-medium whitespace-nowrap hover:bg-raised"
          >
            <Maximize2 size={14} strokeWidth={1.75} aria-hidden />
            Open page
          </Link>
        </>
      }
      onClose={onClose}
      ours={{
        standing: (
          <Standing mark={row.mark}>
            <AtVendor row={row} vendorOpen={known?.vendorOpen} at={connection.label} singular={list.singular} />
          </Standing>
        ),
        around: isAround ? <QueueAround uid={uid} own={connection.id} level={3} /> : null,
        actions: props.mayDecide ? (
          <DecisionBar
            mark={row.mark}
            title={row.title}
            count={1 + (row.fold?.members.length ?? 0)}
            people={props.people}
            me={props.me}
            asked={props.asked}
            onAsk={props.onAsk}
            onDecide={(decision, ownerName) => props.onDecide(row, decision, ownerName)}
          >
            {aroundButton}
          </DecisionBar>
        ) : null,
        known: seen,
        history,
        kept,
      }}
    />
  );
}

/** What vendors' lists call "status" is the vendor's status here. */
const queueNames: Readonly<Record<string, string>> = { status: 'vendor_status' };

const toAddress = ({ connection, resource, key, hint }: QueueRow) => ({ connection, resource, key, hint });

/** Seconds around the finding: whatever the clock says when the link is opened, it is there. */
function toRangeOf({ happened, arrived }: QueueRow) {
  const at = happened ?? arrived ?? Date.now();
  return { from: at - 1_000, to: at + 1_000 };
}

/** What the finding's own answer says of its mark is later than what the list knew: a colleague's decision shows in place. */
function useLatestMark(row: QueueRow | undefined, known: QueueRow | undefined): void {
  const client = useQueryClient();
  const isLater =
    row !== undefined && known !== undefined && row.uid === known.uid && known.mark.version > row.mark.version;
  useEffect(() => {
    if (!isLater || known === undefined) return;
    putRow(client, known.uid, (kept) =>
      kept.mark.version >= known.mark.version ? kept : { ...kept, mark: known.mark, status: known.mark.state },
    );
  }, [client, isLater, known]);
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
