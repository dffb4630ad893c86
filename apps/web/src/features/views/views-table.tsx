import type { Connection, View } from '@watchfloor/contract';
import { House } from 'lucide-react';
import type { ReactNode } from 'react';
import { findTarget } from '../../lib/find-list.ts';
import { useNow, useZone } from '../../lib/time.ts';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { toVisibleText } from '../../ui/text/visible.ts';
import { formatTime } from '../../ui/time-format.ts';
import { ValueMenu } from '../../ui/value-menu/value-menu.tsx';
import { toViewMenu } from './view-menu.ts';
import { toContentWords, toOriginWords, toTargetWords } from './view-words.ts';
import { useViews } from './views-context.ts';
import { keyedViews } from './views-keys.ts';

export interface ViewsTableProps {
  connections: readonly Connection[];
  renderLink: (view: View, content: ReactNode, className: string) => ReactNode;
}

/** Every view with what it shows, whose it is and when it was changed; in the person's own order. */
export function ViewsTable({ connections, renderLink }: ViewsTableProps) {
  const place = useViews();
  const zone = useZone();
  const now = useNow();
  return (
    <table className="w-full text-left [&_td]:py-1.5 [&_td]:pr-4 [&_td]:align-top">
      <thead>
        <tr className="h-7 border-b border-line text-label text-muted [&_th]:pr-4 [&_th]:font-medium">
          <th className="w-12 pl-4">Key</th>
          <th>View</th>
          <th>List</th>
          <th>Shows</th>
          <th>Range</th>
          <th>Whose</th>
          <th>Changed</th>
          <th className="w-10">
            <span className="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {place.views.map((view, index) => {
          const { resource } = findTarget(connections, view);
          const words = view.content && toContentWords(view.content, resource);
          const isDefault = view.id === place.defaultView;
          return (
            <tr key={view.id} className="border-b border-line hover:bg-surface">
              <td className="pl-4 text-muted">{index < keyedViews ? `g ${index + 1}` : ''}</td>
              <td className="max-w-72">
                <span className="flex items-center gap-1.5">
                  {view.unavailable === null ? (
                    renderLink(
                      view,
                      <HostileText text={view.name} />,
                      'min-w-0 font-medium text-accent hover:underline',
                    )
                  ) : (
                    <HostileText text={view.name} className="font-medium text-muted" />
                  )}
                  {isDefault && (
                    <House size={12} strokeWidth={1.75} aria-label="opens at start" className="flex-none" />
                  )}
                </span>
                {view.unavailable !== null && <HostileText cut="none" text={view.unavailable} className="text-muted" />}
              </td>
              <td className="max-w-56">
                <HostileText text={toTargetWords(view, connections)} />
              </td>
              <td className="max-w-md">{words && <HostileText cut="none" charsMax={300} text={words.filters} />}</td>
              <td className="whitespace-nowrap">{words?.range}</td>
              <td className="max-w-56">
                <HostileText cut="none" text={toOriginWords(view)} />
              </td>
              <td className="whitespace-nowrap text-muted">
                {view.updatedAt === null ? '–' : formatTime(view.updatedAt, zone, now)}
                {view.updatedBy !== null && <HostileText text={view.updatedBy} className="max-w-40" />}
              </td>
              <td>
                <ValueMenu
                  value={toVisibleText(view.name)}
                  items={toViewMenu(
                    view,
                    { may: place.may, isDefault, isFirst: index === 0, isLast: index === place.views.length - 1 },
                    place,
                  )}
                />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
