import { firstView, type ShippedView } from '@watchfloor/contract';
import { Inbox } from 'lucide-react';
import type { ReactNode } from 'react';
import { RailItem, type RailItemProps } from '../../ui/pane/rail.tsx';

type LinkProps = Parameters<RailItemProps['link']>[0];

export interface QueueRailProps {
  isFolded: boolean;
  /** The queue is on the screen. */
  isCurrent: boolean;
  /** The shipped view whose question that is. */
  current: ShippedView | undefined;
  views: readonly ShippedView[];
  renderLink: (view: ShippedView, props: LinkProps) => ReactNode;
}

/** The queue, and its shipped questions below it. */
export function QueueRail({ isFolded, isCurrent, current, views, renderLink }: QueueRailProps) {
  return (
    <section aria-label="Queue">
      <RailItem
        isFolded={isFolded}
        isCurrent={isCurrent && (isFolded || current === undefined)}
        icon={<Inbox size={14} strokeWidth={1.75} aria-hidden />}
        label="Queue"
        note={<kbd className="font-sans text-label">g q</kbd>}
        link={(link) => renderLink(firstView, link)}
      />
      {!isFolded && (
        <ul>
          {views.map((view) => (
            <li key={view.id}>
              <RailItem
                isFolded={false}
                isCurrent={isCurrent && view.id === current?.id}
                icon={null}
                label={view.name}
                link={(link) => renderLink(view, link)}
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
