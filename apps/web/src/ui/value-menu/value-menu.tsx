import { Ellipsis } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { cx } from '../cx.ts';
import type { ValueMenuAtProps, ValueMenuProps } from './types.ts';

export type { ValueMenuAtProps, ValueMenuItem, ValueMenuProps } from './types.ts';

// The kit's menu is some 30 KB; the page draws its first rows without it.
const loadPopover = () => import('./value-popover.tsx');
const ValuePopover = lazy(loadPopover);

/** Fetches the menu ahead of its first use; harmless to call often. */
export function preloadValueMenu() {
  // A failed fetch shows when the menu is opened; there it reaches the error boundary.
  loadPopover().catch(() => undefined);
}

/** The button that stands beside a value, and its menu. */
export function ValueMenu({ value, items, className }: ValueMenuProps) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-label={`Actions for ${value}`}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onPointerEnter={preloadValueMenu}
        onFocus={preloadValueMenu}
        onClick={() => setOpen(true)}
        className={cx(
          'flex size-5 cursor-default items-center justify-center rounded-control text-muted hover:bg-raised hover:text-text',
          className,
        )}
      >
        <Ellipsis size={14} strokeWidth={1.75} aria-hidden />
      </button>
      {isOpen && button.current && (
        <ValueMenuAt value={value} items={items} anchor={button.current} onClose={() => setOpen(false)} />
      )}
    </>
  );
}

/** The same menu, opened by a key or the context button; one serves a whole table. */
export function ValueMenuAt(props: ValueMenuAtProps) {
  return (
    <Suspense fallback={null}>
      <ValuePopover {...props} />
    </Suspense>
  );
}
