import type { Connection, SourceAnswer } from '@watchfloor/contract';
import { memo, type ReactNode } from 'react';
import type { Clock } from '../../lib/list/clock.ts';
import type { LiveState } from '../../lib/live/live.ts';
import { SourceStanding } from '../../ui/source-chip.tsx';
import { LiveStanding } from './live-standing.tsx';
import { toSourceDetail, toSourceWords } from './source-words.ts';

export interface QueueStripProps {
  connections: readonly Connection[];
  /** How each source stands; undefined while nothing was answered. */
  sources: readonly SourceAnswer[] | undefined;
  range: { from: number; to: number };
  now: number;
  clock: Clock;
  live: LiveState;
  /** That nothing came since the list was read, where that is so. */
  quiet: string | undefined;
  /** A link to the connection's own page. */
  renderLink: (connection: string, content: ReactNode, className: string, title: string | undefined) => ReactNode;
}

/** Every source whose findings stand in the queue, and how complete its part is; 28 px. */
export const QueueStrip = memo(function QueueStrip(props: QueueStripProps) {
  const { connections, sources, range, now, clock, live, quiet, renderLink } = props;
  const marks = new Map(connections.map((one) => [one.id, one]));
  return (
    <div className="flex h-7 flex-none items-center border-b border-line px-2">
      <ul
        aria-label="Sources"
        className="flex h-full min-w-0 flex-[1_0_auto] items-center gap-1 overflow-x-auto [scrollbar-width:none]"
      >
        {sources?.map((source) => {
          const connection = marks.get(source.connection);
          const words = toSourceWords(source, { range, now, clock });
          const own = sources.filter((one) => one.connection === source.connection);
          // Two lists of one connection need the list's name to be told apart.
          const list =
            own.length > 1 ? connection?.resources.find((one) => one.name === source.resource)?.label : undefined;
          return (
            <li
              key={source.id}
              data-source={source.id}
              className={source.state === 'complete' ? 'min-w-0' : 'flex-none'}
            >
              {renderLink(
                source.connection,
                <SourceStanding
                  mark={connection?.vendorMark ?? ''}
                  label={list === undefined ? source.label : `${source.label} ${list.toLowerCase()}`}
                  state={source.state}
                  detail={toSourceDetail(source, { clock })}
                />,
                'focus-inset flex h-6 min-w-0 items-center gap-1.5 rounded-control px-1.5 hover:bg-surface',
                words === undefined ? undefined : `${words.lead} ${words.rest}`,
              )}
            </li>
          );
        })}
      </ul>
      <LiveStanding state={live} quiet={quiet} clock={clock} />
    </div>
  );
});
