import { ChevronRight } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { cx } from './cx.ts';

export interface DisclosureProps {
  title: ReactNode;
  /** Behind the title, in grey: a count, "may hold secrets". */
  note?: ReactNode;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  /** Mounted only while open. */
  children: ReactNode;
  /** Stands at the right end of the head, outside the button. */
  action?: ReactNode;
  level?: 2 | 3 | 4 | undefined;
  className?: string | undefined;
}

/** A section that folds; whether it is open is the caller's to remember. */
export function Disclosure({
  title,
  note,
  isOpen,
  onOpenChange,
  children,
  action,
  level = 3,
  className,
}: DisclosureProps) {
  const id = useId();
  const Heading = `h${level}` as const;
  return (
    <section className={className}>
      <div className="flex h-7 items-center pr-1">
        <Heading className="min-w-0 flex-1">
          <button
            type="button"
            aria-expanded={isOpen}
            aria-controls={isOpen ? id : undefined}
            onClick={() => onOpenChange(!isOpen)}
            className="focus-inset flex h-7 w-full min-w-0 cursor-default items-center gap-1 rounded-control px-2 text-left hover:bg-raised"
          >
            <ChevronRight
              size={14}
              strokeWidth={1.75}
              aria-hidden
              className={cx('flex-none text-muted', isOpen && 'rotate-90')}
            />
            <span className="truncate font-medium">{title}</span>
            {/* Where there is room for one, it is the title. */}
            {note !== undefined && <span className="min-w-0 shrink-[999] truncate text-muted">{note}</span>}
          </button>
        </Heading>
        {action}
      </div>
      {isOpen && <div id={id}>{children}</div>}
    </section>
  );
}
