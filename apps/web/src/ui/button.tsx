import type { LucideIcon } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { cx } from './cx.ts';

export interface ButtonProps {
  children?: ReactNode;
  /** `filled` once a region at most. `quiet` has no frame, `plain` has one. */
  look?: 'filled' | 'plain' | 'quiet' | undefined;
  icon?: LucideIcon | undefined;
  /** 28 px is a control's height, 24 is for use inside rows and headers, 20 inside a line of text. */
  size?: 28 | 24 | 20 | undefined;
  onPress?: (() => void) | undefined;
  isDisabled?: boolean | undefined;
  /** Needed where there is an icon and no word. */
  label?: string | undefined;
  /** A key that does the same, shown behind the word: `E`. */
  hotkey?: string | undefined;
  isPressed?: boolean | undefined;
  isExpanded?: boolean | undefined;
  type?: 'button' | 'submit' | undefined;
  className?: string | undefined;
  ref?: RefObject<HTMLButtonElement | null> | undefined;
}

const looks = {
  filled: 'bg-text text-bg data-hovered:opacity-90 data-pressed:opacity-80',
  plain: 'border border-line bg-bg data-hovered:bg-surface data-pressed:bg-raised',
  quiet: 'data-hovered:bg-raised data-pressed:bg-raised',
};
const sizes = { 28: 'h-7 min-w-7', 24: 'h-6 min-w-6', 20: 'h-5 min-w-5' };

export function Button(props: ButtonProps) {
  const { children, look = 'quiet', icon: Icon, size = 28, label, hotkey, isPressed, isExpanded } = props;
  const wordless = children === undefined;
  return (
    <AriaButton
      {...(props.ref === undefined ? {} : { ref: props.ref })}
      type={props.type ?? 'button'}
      onPress={() => props.onPress?.()}
      isDisabled={props.isDisabled ?? false}
      {...(label === undefined ? {} : { 'aria-label': label })}
      {...(isPressed === undefined ? {} : { 'aria-pressed': isPressed })}
      {...(isExpanded === undefined ? {} : { 'aria-expanded': isExpanded })}
      className={cx(
        'inline-flex flex-none cursor-default items-center justify-center gap-1 rounded-control font-medium whitespace-nowrap select-none',
        'data-disabled:opacity-50',
        looks[look],
        sizes[size],
        wordless ? 'px-0' : size === 20 ? 'px-1' : 'px-2',
        isPressed === true && 'bg-selected',
        props.className,
      )}
    >
      {Icon && <Icon size={14} strokeWidth={1.75} aria-hidden className="flex-none" />}
      {children}
      {hotkey !== undefined && <Kbd isInverse={look === 'filled'}>{hotkey}</Kbd>}
    </AriaButton>
  );
}

/** A key as it stands beside the word it does the work of. */
export function Kbd({ children, isInverse = false }: { children: ReactNode; isInverse?: boolean | undefined }) {
  return (
    <kbd
      className={cx(
        'ml-1 rounded-control border px-1 font-sans text-label leading-[14px] font-normal',
        isInverse ? 'border-bg/40' : 'border-line text-muted',
      )}
    >
      {children}
    </kbd>
  );
}
