import { Menu, MenuItem, MenuSection } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { cx } from '../cx.ts';
import { HostileText } from '../text/hostile-text.tsx';
import type { ValueMenuAtProps, ValueMenuItem } from './types.ts';

/** The open menu; loaded when first needed. */
export default function ValuePopover({ value, items, anchor, onClose, isPlain }: ValueMenuAtProps) {
  const byId = new Map(items.flat().map((item) => [item.id, item]));
  const groups = items.filter((group) => group.length > 0);
  return (
    <Popover
      triggerRef={{ current: anchor }}
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
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
        onClose={onClose}
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
        <span className="w-3.5 flex-none" />
      )}
      <span className="flex-none">{item.label}</span>
      {item.detail !== undefined && (
        <HostileText text={item.detail} cut="middle" className="min-w-0 flex-1 justify-end text-muted" />
      )}
      {item.hotkey !== undefined && (
        <kbd className="ml-auto flex-none font-sans text-label text-muted">{item.hotkey}</kbd>
      )}
    </MenuItem>
  );
}
