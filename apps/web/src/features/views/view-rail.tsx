import type { View } from '@watchfloor/contract';
import { Bookmark, CircleSlash, House, Library, Users } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '../../ui/cx.ts';
import { RailHeading, RailItem, type RailItemProps } from '../../ui/pane/rail.tsx';
import { toVisibleText } from '../../ui/text/visible.ts';
import { useToast } from '../../ui/toast/toast.tsx';
import { ValueMenu } from '../../ui/value-menu/value-menu.tsx';
import { useOrderDrag } from './use-order-drag.ts';
import { toViewMenu } from './view-menu.ts';
import { toOriginWords } from './view-words.ts';
import { useViews } from './views-context.ts';
import { keyedViews } from './views-keys.ts';

type LinkProps = Parameters<RailItemProps['link']>[0];

export interface ViewRailProps {
  isFolded: boolean;
  currentId: string | undefined;
  /** How many findings a view finds, and what that counts; undefined where it is not counted. */
  countOf: (view: View) => { count: ReactNode; words: string } | undefined;
  renderLink: (view: View, props: LinkProps) => ReactNode;
  /** To the page of all views. */
  renderAll: (className: string, content: ReactNode, title: string) => ReactNode;
}

/** The person's views in their own order: a link each, its key, and a menu of what can be done with it. */
export function ViewRail({ isFolded, currentId, countOf, renderLink, renderAll }: ViewRailProps) {
  const place = useViews();
  const { views } = place;
  const drag = useOrderDrag(
    views.map(({ id }) => id),
    place.reorder,
  );
  if (views.length === 0) return null;
  return (
    <section aria-label="Views">
      <RailHeading
        isFolded={isFolded}
        mark={renderAll(
          'flex size-5 items-center justify-center text-muted hover:text-text',
          <Library size={14} strokeWidth={1.75} aria-label="All views" />,
          'All views (g v)',
        )}
      >
        <span className="flex-1">Views</span>
        {renderAll('rounded-control px-1 hover:bg-raised hover:text-text', 'All', 'All views (g v)')}
      </RailHeading>
      <ul>
        {views.map((view, index) => (
          <li key={view.id} {...drag.toItem(view.id)} className="group relative">
            {drag.over?.id === view.id && (
              <span
                aria-hidden
                className={cx(
                  'absolute inset-x-2 z-10 h-0.5 bg-accent',
                  drag.over.side === 'before' ? '-top-px' : '-bottom-px',
                )}
              />
            )}
            <ViewItem
              view={view}
              isFolded={isFolded}
              isCurrent={view.id === currentId}
              isDefault={view.id === place.defaultView}
              digit={index < keyedViews ? String(index + 1) : undefined}
              counted={countOf(view)}
              renderLink={renderLink}
            />
            {!isFolded && (
              <ValueMenu
                value={toVisibleText(view.name)}
                items={toViewMenu(
                  view,
                  {
                    may: place.may,
                    isDefault: view.id === place.defaultView,
                    isFirst: index === 0,
                    isLast: index === views.length - 1,
                  },
                  place,
                )}
                className="absolute top-1 right-3 bg-raised opacity-0 group-hover:opacity-100 focus:opacity-100 aria-expanded:opacity-100"
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

interface ViewItemProps {
  view: View;
  isFolded: boolean;
  isCurrent: boolean;
  isDefault: boolean;
  digit: string | undefined;
  counted: ReturnType<ViewRailProps['countOf']>;
  renderLink: ViewRailProps['renderLink'];
}

function ViewItem({ view, isFolded, isCurrent, isDefault, digit, counted, renderLink }: ViewItemProps) {
  const toast = useToast();
  const name = toVisibleText(view.name);
  const words = toVisibleText(view.unavailable ?? toOriginWords(view));
  const isCounted = view.content?.target.kind === 'queue';
  const said = [name, words, ...(counted ? [counted.words] : [])].join(', ');
  const title = digit === undefined ? said : `${said} (g ${digit})`;
  const item: Omit<RailItemProps, 'link'> = {
    isFolded,
    isCurrent,
    icon: isFolded && digit !== undefined ? digit : <Icon view={view} />,
    label: name,
    note: (
      <span className="flex items-center gap-1.5 text-label">
        {isDefault && <House size={12} strokeWidth={1.75} aria-label="opens at start" />}
        {/* Beside counts, a digit alone would read as one. */}
        {isCounted ? counted?.count : digit !== undefined && <kbd className="font-sans">g {digit}</kbd>}
      </span>
    ),
  };
  const toLink = (link: LinkProps) => renderLink(view, { ...link, title });
  // It says why it does not open, by a press as well: a title is for the pointer alone.
  const toWordsButton = (link: LinkProps) => (
    <button
      type="button"
      className={cx(link.className, 'w-[calc(100%-16px)] cursor-default text-left text-muted')}
      title={title}
      onClick={() => toast({ text: words, shownMs: 8_000 })}
    >
      {link.children}
      <span className="sr-only">{words}</span>
    </button>
  );
  return <RailItem {...item} link={view.unavailable === null ? toLink : toWordsButton} />;
}

/** Whose it is, by shape: one's own, a colleague's, the operator's; and one that cannot be opened. */
function Icon({ view }: { view: View }) {
  const Shape =
    view.unavailable === null ? { own: Bookmark, shared: Users, provisioned: Library }[view.origin] : CircleSlash;
  return <Shape size={14} strokeWidth={1.75} aria-hidden />;
}
