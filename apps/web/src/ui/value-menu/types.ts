import type { LucideIcon } from 'lucide-react';

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

export interface ValueMenuAtProps {
  value: string;
  items: ValueMenuItem[][];
  /** Where it opens: a cell. */
  anchor: Element;
  onClose: () => void;
  /** The value is a name of ours, such as a column's, and needs no heading. */
  isPlain?: boolean | undefined;
}
