import { PanelLeftClose, PanelLeftOpen } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../button.tsx';
import { cx } from '../cx.ts';

export interface RailProps {
  label: string;
  isFolded: boolean;
  onFoldedChange: (isFolded: boolean) => void;
  /** Given whether it is folded, to leave out the words. */
  children: (isFolded: boolean) => ReactNode;
  /** Above the foot: the person. */
  account?: ((isFolded: boolean) => ReactNode) | undefined;
  /** At the foot: commands, theme, help. */
  foot?: ((isFolded: boolean) => ReactNode) | undefined;
}

/** The navigation at the left edge: 208 px, folded 48. */
export function Rail({ label, isFolded, onFoldedChange, children, account, foot }: RailProps) {
  return (
    <nav
      aria-label={label}
      className={cx('flex h-full flex-none flex-col border-r border-line bg-surface', isFolded ? 'w-12' : 'w-52')}
    >
      <div className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto">{children(isFolded)}</div>
      {account && <div className="flex-none border-t border-line px-2 py-1 empty:hidden">{account(isFolded)}</div>}
      <div className={cx('flex flex-none gap-1 border-t border-line p-2', isFolded ? 'flex-col' : 'items-center')}>
        <div className="min-w-0 flex-1">{foot?.(isFolded)}</div>
        <Button
          icon={isFolded ? PanelLeftOpen : PanelLeftClose}
          label={isFolded ? 'Unfold the navigation' : 'Fold the navigation'}
          isExpanded={!isFolded}
          onPress={() => onFoldedChange(!isFolded)}
        />
      </div>
    </nav>
  );
}

export interface RailItemProps {
  isFolded: boolean;
  isCurrent: boolean;
  /** A `SourceMark` or a lucide icon at 14 px; null below another item. */
  icon: ReactNode;
  label: string;
  /** At the right end: a count, an attention word. */
  note?: ReactNode;
  /** Renders the link itself, since the kit knows no router. */
  link: (props: {
    className: string;
    title: string;
    children: ReactNode;
    'aria-current': 'page' | undefined;
  }) => ReactNode;
}

/** A destination in the rail. */
export function RailItem({ isFolded, isCurrent, icon, label, note, link }: RailItemProps) {
  return link({
    className: cx(
      'focus-inset relative mx-2 flex h-7 items-center gap-2 rounded-control px-2 hover:bg-raised',
      isCurrent && 'bg-selected font-medium',
      isFolded && 'justify-center px-0',
    ),
    title: label,
    'aria-current': isCurrent ? 'page' : undefined,
    children: (
      <>
        {/* What stands below another destination has none, and the room for its words. */}
        {icon !== null && <span className="flex w-5 flex-none justify-center text-muted">{icon}</span>}
        {isFolded ? <span className="sr-only">{label}</span> : <span className="min-w-0 flex-1 truncate">{label}</span>}
        {!isFolded && note !== undefined && <span className="flex-none text-muted">{note}</span>}
      </>
    ),
  });
}

/** The head of a group of destinations. */
export function RailHeading({
  isFolded,
  mark,
  children,
}: {
  isFolded: boolean;
  /** All that there is room for in the folded rail. */
  mark: ReactNode;
  children: ReactNode;
}) {
  if (isFolded) return <div className="mx-2 mt-2 flex justify-center border-t border-line pt-1.5 pb-0.5">{mark}</div>;
  return <h2 className="flex h-8 items-end px-4 pb-1 text-label font-medium text-muted">{children}</h2>;
}
