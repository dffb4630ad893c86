import type { Connection } from '@watchfloor/contract';
import type { ReactNode } from 'react';
import { useNow } from '../../lib/time.ts';
import { SourceStanding } from '../../ui/source-chip.tsx';
import { type ListStanding, toStanding } from './standing.ts';

export interface SourceStripProps {
  connections: readonly Connection[];
  /** The connection whose list is on the screen, and how that list was answered. */
  current: { id: string; list: ListStanding };
  /** A link to the connection's own page. */
  renderLink: (connection: string, content: ReactNode, className: string, title: string | undefined) => ReactNode;
}

/** Every connection and how it stands, in words; 28 px. The list's own comes first in weight: it is the one one reads. */
export function SourceStrip({ connections, current, renderLink }: SourceStripProps) {
  const now = useNow();
  return (
    <ul
      aria-label="Sources"
      className="flex h-7 flex-none items-center gap-1 overflow-x-auto border-b border-line px-2 [scrollbar-width:none]"
    >
      {connections.map((connection) => {
        const isCurrent = connection.id === current.id;
        const standing = toStanding(connection.health, isCurrent ? current.list : undefined, now);
        return (
          <li key={connection.id} className={standing.state === 'complete' ? 'min-w-0' : 'flex-none'}>
            {renderLink(
              connection.id,
              <SourceStanding
                mark={connection.vendorMark}
                label={connection.label}
                state={standing.state}
                detail={standing.detail}
                isCurrent={isCurrent}
              />,
              'focus-inset flex h-6 min-w-0 items-center gap-1.5 rounded-control px-1.5 hover:bg-surface',
              standing.title,
            )}
          </li>
        );
      })}
    </ul>
  );
}
