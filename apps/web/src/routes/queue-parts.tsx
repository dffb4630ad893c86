import { Link } from '@tanstack/react-router';
import type { Connection, Decision, EntityKind, QueueFindingAnswer, QueueRow, Resource } from '@watchfloor/contract';
import { useAroundOpen } from '../features/around/around-open.ts';
import type { FindingPlace } from '../features/finding/finding-context.ts';
import type { Ours } from '../features/finding/finding-pane.tsx';
import { KeptCopy } from '../features/queue/kept-copy.tsx';
import { AtVendor } from '../features/triage/at-vendor.tsx';
import { type Asked, DecisionBar } from '../features/triage/decision-bar.tsx';
import { History } from '../features/triage/history.tsx';
import { SeenBefore } from '../features/triage/seen-before.tsx';
import { Standing } from '../features/triage/standing.tsx';
import { recordPath, toHint } from './addresses.ts';
import { AroundButton, QueueAround } from './queue-around.tsx';

/** Who decides, and what is being decided. */
export interface Deciding {
  people: readonly { id: string; name: string }[];
  me: { id: string; name: string };
  mayDecide: boolean;
  asked: Asked | undefined;
  onAsk: (asked: Asked | undefined) => void;
  onDecide: (row: QueueRow, decision: Decision, ownerName?: string) => void;
}

interface QueueFinding {
  row: QueueRow;
  /** What is known here of it; undefined until it was read. */
  known: QueueFindingAnswer | undefined;
  connection: Connection;
  /** Its list at the vendor. */
  list: Resource;
}

/** The team's part of a finding, in the pane and on its page. */
export function useOurs(
  finding: QueueFinding | undefined,
  deciding: Deciding,
  level: 2 | 3,
): { ours: Ours; aroundButton: React.ReactNode } | undefined {
  const isAround = useAroundOpen();
  if (!finding) return undefined;
  const { row, known, connection, list } = finding;
  const aroundButton = <AroundButton isOpen={isAround} />;
  return {
    // Whoever decides has it beside the decisions.
    aroundButton: deciding.mayDecide ? null : aroundButton,
    ours: {
      standing: (
        <Standing mark={row.mark}>
          <AtVendor row={row} vendorOpen={known?.vendorOpen} at={connection.label} singular={list.singular} />
        </Standing>
      ),
      around: isAround ? <QueueAround uid={row.uid} own={connection.id} level={level} /> : null,
      actions: deciding.mayDecide ? (
        <DecisionBar
          mark={row.mark}
          title={row.title}
          count={1 + (row.fold?.members.length ?? 0)}
          people={deciding.people}
          me={deciding.me}
          asked={deciding.asked}
          onAsk={deciding.onAsk}
          onDecide={(decision, ownerName) => deciding.onDecide(row, decision, ownerName)}
        >
          {aroundButton}
        </DecisionBar>
      ) : null,
      known: known?.seenBefore && <SeenBefore seen={known.seenBefore} level={level} />,
      history: known && <History answer={known} level={level} />,
      kept: <KeptCopy row={row} />,
    },
  };
}

interface PlaceOptions {
  row: QueueRow;
  connection: Connection;
  list: Resource;
  /** The queue, whose filters the values of a finding go to. */
  queue: Resource;
  onFilter: FindingPlace['onFilter'];
  filterNote: string | undefined;
  pageUrl: string;
}

/** Where a finding of the queue stands: its values filter the queue. */
export function toQueuePlace({
  row,
  connection,
  list,
  queue,
  onFilter,
  filterNote,
  pageUrl,
}: PlaceOptions): FindingPlace {
  return {
    record: toAddress(row),
    connection,
    resource: list,
    filterNote,
    toFilter: (name: string | undefined, kind: EntityKind | undefined) => {
      const wanted = kind === undefined ? name && (queueNames[name] ?? name) : 'entity';
      return queue.filters.find((one) => one.name === wanted && one.name !== 'status');
    },
    onFilter,
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
    pageUrl,
  };
}

/** What vendors' lists call "status" is the vendor's status here. */
const queueNames: Readonly<Record<string, string>> = { status: 'vendor_status' };

export const toAddress = ({ connection, resource, key, hint }: QueueRow) => ({ connection, resource, key, hint });
