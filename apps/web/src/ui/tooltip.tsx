import type { ReactElement, ReactNode } from 'react';
import { Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components/Tooltip';

export interface TooltipProps {
  text: ReactNode;
  /** A `Button`, or another element that react-aria can focus. */
  children: ReactElement;
  placement?: 'top' | 'bottom' | 'start' | 'end' | undefined;
}

/** Words for a control without any. In table rows use `title`: a tooltip per cell would cost more than the row. */
export function Tooltip({ text, children, placement = 'bottom' }: TooltipProps) {
  return (
    <TooltipTrigger delay={400} closeDelay={0}>
      {children}
      <AriaTooltip
        placement={placement}
        offset={4}
        className="appear max-w-80 rounded-floating bg-raised px-2 py-1 text-row text-text shadow-floating"
      >
        {text}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
