import { firstView, type ShippedView } from '@watchfloor/contract';
import { Inbox } from 'lucide-react';
import type { ReactNode } from 'react';
import { RailItem, type RailItemProps } from '../../ui/pane/rail.tsx';
import { RailCount } from './rail-count.tsx';
import type { ViewCount } from './view-counts.ts';

type LinkProps = Parameters<RailItemProps['link']>[0];

export interface QueueRailProps {
  isFolded: boolean;
  /** The queue is on the screen. */
  isCurrent: boolean;
  /** As a saved view, which is marked in its own place. */
  isSaved: boolean;
  /** The shipped view whose question that is. */
  current: ShippedView | undefined;
  views: readonly ShippedView[];
  /** How many findings each finds, where that is known. */
  countOf: (view: ShippedView) => ViewCount | undefined;
  renderLink: (view: ShippedView, props: LinkProps) => ReactNode;
}

/** The queue, and its shipped questions below it. */
export function QueueRail({ isFolded, isCurrent, isSaved, current, views, countOf, renderLink }: QueueRailProps) {
  return (
    <section aria-label="Queue">
      <RailItem
        isFolded={isFolded}
        isCurrent={isCurrent && !isSaved && (isFolded || current === undefined)}
        icon={<Inbox size={14} strokeWidth={1.75} aria-hidden />}
        label="Queue"
        note={<kbd className="font-sans text-label">g q</kbd>}
        link={(link) => renderLink(firstView, link)}
      />
      {!isFolded && (
        <ul>
          {views.map((view) => {
            const count = countOf(view);
            return (
              <li key={view.id}>
                <RailItem
                  isFolded={false}
                  isCurrent={isCurrent && view.id === current?.id}
                  icon={null}
                  label={view.name}
                  note={count && <RailCount findings={count.findings} />}
                  link={(link) => renderLink(view, count ? { ...link, title: `${view.name}: ${count.words}` } : link)}
                />
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
