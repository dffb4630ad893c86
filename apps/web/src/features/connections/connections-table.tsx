import type { Connection } from '@watchfloor/contract';
import type { ReactNode } from 'react';
import { formatCount, useNow, useZone } from '../../lib/time.ts';
import { SourceMark } from '../../ui/source-chip.tsx';
import { TableHead } from '../../ui/table-head.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { formatDuration } from '../../ui/time-format.ts';
import { TimeText } from '../../ui/time-text.tsx';
import { isPaused, toHealthSentence } from './health-words.ts';

const heads = ['Connection', 'State', 'Last answer', 'Calls', 'Last error'];

export interface ConnectionsTableProps {
  connections: readonly Connection[];
  renderLists: (connection: Connection) => ReactNode;
  /** Instead of the name alone; undefined leaves it as it is. */
  renderName?: ((connection: Connection) => ReactNode) | undefined;
  /** Why it is not asked at all, which is more than its health says. */
  toBlock?: ((connection: Connection) => string | undefined) | undefined;
  /** Under the state. */
  renderNotes?: ((connection: Connection) => ReactNode) | undefined;
}

/** How each connection fares: in words, with what to do where something is wrong. */
export function ConnectionsTable({
  connections,
  renderLists,
  renderName,
  renderNotes,
  toBlock,
}: ConnectionsTableProps) {
  return (
    <table className="w-full text-left">
      <TableHead heads={heads} />
      <tbody>
        {connections.map((connection) => (
          <Row
            key={connection.id}
            connection={connection}
            lists={renderLists(connection)}
            name={renderName?.(connection)}
            notes={renderNotes?.(connection)}
            block={toBlock?.(connection)}
          />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  connection: Connection;
  lists: ReactNode;
  name: ReactNode;
  notes: ReactNode;
  block: string | undefined;
}

function Row({ connection, lists, name, notes, block }: RowProps) {
  const zone = useZone();
  const now = useNow();
  const { health, quota } = connection;
  const isWell = health.state === 'answering' || health.state === 'not_asked';
  return (
    <tr className="border-t border-line align-top">
      <th scope="row" className="w-64 py-2 pr-4 pl-4 font-normal">
        <span className="flex items-baseline gap-2">
          <SourceMark mark={connection.vendorMark} />
          <span className="min-w-0">
            {name ?? <HostileText text={connection.label} className="font-medium" />}
            <span className="block text-muted">{connection.vendorLabel}</span>
            {connection.tenant !== undefined && <HostileText text={connection.tenant} className="text-muted" />}
            <span className="flex flex-wrap gap-x-3">{lists}</span>
          </span>
        </span>
      </th>
      <td className="w-56 py-2 pr-4">
        {block === undefined ? (
          <span className={isWell ? '' : 'text-attention'}>{toHealthSentence(health, now)}</span>
        ) : (
          <span className="text-attention">
            Not asked. <HostileText text={block} cut="none" />
          </span>
        )}
        {notes}
      </td>
      <td className="w-40 py-2 pr-4">
        {health.lastAnswerAt === null ? (
          <span className="text-muted">—</span>
        ) : (
          <>
            <TimeText at={health.lastAnswerAt} zone={zone} now={now} />
            <span className="block text-muted">{formatDuration(now - health.lastAnswerAt)} ago</span>
          </>
        )}
      </td>
      <td className="w-40 py-2 pr-4 text-muted">{quota ? toQuotaWords(quota) : '—'}</td>
      <td className="py-2 pr-4">
        {isPaused(health) || (block !== undefined && block === health.lastError?.message) ? (
          <span className="text-muted">—</span>
        ) : health.lastError ? (
          <>
            <HostileText text={health.lastError.message} cut="none" />
            <span className="block text-muted">
              <TimeText at={health.lastError.at} zone={zone} now={now} />
            </span>
          </>
        ) : (
          <span className="text-muted">None since the start</span>
        )}
      </td>
    </tr>
  );
}

/** What was used of a second is over before it is read: then only the limit is worth saying. */
function toQuotaWords({ used, limit, windowMs }: NonNullable<Connection['quota']>): string {
  const per = `in ${formatDuration(windowMs)}`;
  return windowMs < 60_000
    ? `At most ${formatCount(limit)} ${per}`
    : `${formatCount(used)} of ${formatCount(limit)} ${per}`;
}
