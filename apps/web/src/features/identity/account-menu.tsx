import type { SessionAnswer } from '@watchfloor/contract';
import { ChevronsUpDown, LogOut, MonitorX, UserRound } from 'lucide-react';
import { useRef, useState } from 'react';
import { cx } from '../../ui/cx.ts';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { preloadValueMenu, ValueMenuAt, type ValueMenuItem } from '../../ui/value-menu/value-menu.tsx';
import type { Leaving } from './use-sign-out.ts';
import { roleWords } from './words.ts';

export interface AccountMenuProps {
  person: NonNullable<SessionAnswer['person']>;
  /** People to be with one click. */
  demo: SessionAnswer['ways']['demo'];
  leaving: Leaving;
  isFolded: boolean;
}

/** Who one is, and the ways to end it. */
export function AccountMenu({ person, demo, leaving, isFolded }: AccountMenuProps) {
  const [isOpen, setIsOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const role = roleWords[person.role].label;
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-label={isFolded ? `Account: ${person.name}, ${role}` : undefined}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        title={isFolded ? `${person.name}, ${role}` : undefined}
        onPointerEnter={preloadValueMenu}
        onFocus={preloadValueMenu}
        onClick={() => setIsOpen(true)}
        className={cx(
          'focus-inset flex w-full cursor-default items-center gap-2 rounded-control text-left hover:bg-raised',
          isFolded ? 'h-7 justify-center' : 'h-9 px-2',
        )}
      >
        <UserRound size={14} strokeWidth={1.75} aria-hidden className="flex-none text-muted" />
        {!isFolded && (
          <>
            <span className="min-w-0 flex-1">
              <span className="sr-only">Account: </span>
              <HostileText text={person.name} className="font-medium" />
              <span className="block text-label text-muted">{role}</span>
            </span>
            <ChevronsUpDown size={14} strokeWidth={1.75} aria-hidden className="flex-none text-muted" />
          </>
        )}
      </button>
      {isOpen && button.current && (
        <ValueMenuAt
          value={person.name}
          isPlain
          anchor={button.current}
          items={toItems(person.id, demo, leaving)}
          onClose={() => setIsOpen(false)}
        />
      )}
    </>
  );
}

function toItems(self: string, demo: AccountMenuProps['demo'], leaving: Leaving): ValueMenuItem[][] {
  const others = (demo ?? []).filter(({ id }) => id !== self);
  return [
    others.map(({ id, name, role }) => ({
      id: `be ${id}`,
      icon: UserRound,
      label: `Be ${name}`,
      detail: roleWords[role].label,
      onAction: () => leaving.become(id),
    })),
    [
      { id: 'out', icon: LogOut, label: 'Sign out', onAction: () => leaving.signOut({ everywhere: false }) },
      {
        id: 'out everywhere',
        icon: MonitorX,
        label: 'Sign out everywhere',
        onAction: () => leaving.signOut({ everywhere: true }),
      },
    ],
  ];
}
