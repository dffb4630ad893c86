import { Ellipsis, type LucideIcon } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Menu, MenuItem, MenuSection, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { cx } from '../cx.ts';
import { HostileText } from '../text/hostile-text.tsx';

export interface ValueMenuItem {
  id: string;
  label: string;
  icon?: LucideIcon | undefined;
  /** What it will do, in grey: the address a look-up leads to, the defanged text. */
  detail?: string | undefined;
  hotkey?: string | undefined;
  isDisabled?: boolean | undefined;
  onAction: () => void;
}

export interface ValueMenuProps {
  /** The value, at the head of the menu. */
  value: string;
  /** Groups, separated by a line. */
  items: ValueMenuItem[][];
  className?: string | undefined;
}

/** The button that stands beside a value, and its menu. */
export function ValueMenu({ value, items, className }: ValueMenuProps) {
  return (
    <MenuTrigger>
      <AriaButton
        aria-label={`Actions for ${value}`}
        className={cx(
          'flex size-5 cursor-default items-center justify-center rounded-control text-muted data-hovered:bg-raised data-hovered:text-text',
          className,
        )}
      >
        <Ellipsis size={14} strokeWidth={1.75} aria-hidden />
      </AriaButton>
      <ValuePopover value={value} items={items} />
    </MenuTrigger>
  );
}

export interface ValueMenuAtProps extends ValueMenuProps {
  /** Where it opens: a cell. */
  anchor: Element;
  onClose: () => void;
  /** The value is a name of ours, such as a column's, and needs no heading. */
  isPlain?: boolean | undefined;
}

/** The same menu, opened by a key or the context button; one serves a whole table. */
export function ValueMenuAt({ value, items, anchor, onClose, isPlain }: ValueMenuAtProps) {
  return (
    <ValuePopover
      value={value}
      items={items}
      anchor={anchor}
      isPlain={isPlain}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    />
  );
}

interface ValuePopoverProps {
  value: string;
  items: ValueMenuItem[][];
  anchor?: Element;
  isPlain?: boolean | undefined;
  onOpenChange?: (isOpen: boolean) => void;
}

function ValuePopover({ value, items, anchor, isPlain, onOpenChange }: ValuePopoverProps) {
  const byId = new Map(items.flat().map((item) => [item.id, item]));
  const groups = items.filter((group) => group.length > 0);
  return (
    <Popover
      {...(anchor
        ? { triggerRef: { current: anchor }, isOpen: true, onOpenChange: (open) => onOpenChange?.(open) }
        : {})}
      aria-label={`Actions for ${value}`}
      placement="bottom start"
      offset={2}
      className="appear max-w-96 min-w-52 rounded-floating bg-bg shadow-floating"
    >
      {isPlain !== true && (
        <div className="border-b border-line px-3 py-2">
          <HostileText text={value} mono cut="middle" />
        </div>
      )}
      <Menu
        aria-label={`Actions for ${value}`}
        autoFocus="first"
        className="max-h-96 overflow-auto py-1 outline-none"
        onAction={(key) => byId.get(String(key))?.onAction()}
        onClose={() => onOpenChange?.(false)}
      >
        {groups.map((group, index) => (
          <MenuSection
            key={group[0]?.id ?? index}
            aria-label={`Group ${index + 1}`}
            className={cx(index > 0 && 'mt-1 border-t border-line pt-1')}
          >
            {group.map((item) => (
              <ValueItem key={item.id} item={item} />
            ))}
          </MenuSection>
        ))}
      </Menu>
    </Popover>
  );
}

function ValueItem({ item }: { item: ValueMenuItem }) {
  const Icon = item.icon;
  return (
    <MenuItem
      id={item.id}
      textValue={item.label}
      isDisabled={item.isDisabled ?? false}
      className="flex min-h-7 cursor-default items-center gap-2 px-3 outline-none data-disabled:text-muted data-focused:bg-selected"
    >
      {Icon ? (
        <Icon size={14} strokeWidth={1.75} aria-hidden className="flex-none text-muted" />
      ) : (
        <span className="w-3.5" />
      )}
      <span className="flex-none">{item.label}</span>
      {item.detail !== undefined && (
        <HostileText text={item.detail} cut="middle" className="min-w-0 flex-1 text-muted" />
      )}
      {item.hotkey !== undefined && (
        <kbd className="ml-auto flex-none font-sans text-label text-muted">{item.hotkey}</kbd>
      )}
    </MenuItem>
  );
}
