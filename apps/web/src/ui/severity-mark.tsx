import type { Severity } from '@watchfloor/contract';
import { ArrowUp, ChevronDown, ChevronsUp, ChevronUp, CircleDashed, Equal, type LucideIcon, Minus } from 'lucide-react';
import { cx } from './cx.ts';
import { toVisibleText } from './text/visible.ts';

const looks: Record<Severity, { icon: LucideIcon; word: string; className: string }> = {
  fatal: { icon: ChevronsUp, word: 'Fatal', className: 'text-severity-critical' },
  critical: { icon: ChevronsUp, word: 'Critical', className: 'text-severity-critical' },
  high: { icon: ChevronUp, word: 'High', className: 'text-severity-high' },
  medium: { icon: Equal, word: 'Medium', className: 'text-severity-medium' },
  low: { icon: ChevronDown, word: 'Low', className: 'text-severity-low' },
  informational: { icon: Minus, word: 'Info', className: 'text-severity-informational' },
  unknown: { icon: CircleDashed, word: 'Unknown', className: 'text-severity-informational' },
  other: { icon: CircleDashed, word: 'Other', className: 'text-severity-informational' },
};

export interface SeverityMarkProps {
  severity: Severity;
  /** The vendor's own word, as sent; shown in the title. */
  vendorLabel?: string | undefined;
  /** Why it is higher here than at the vendor, in words; marked by an arrow and read out. */
  raised?: string | undefined;
  className?: string | undefined;
}

/** Icon, word and colour: each alone says it. */
export function SeverityMark({ severity, vendorLabel, raised, className }: SeverityMarkProps) {
  const { icon: Icon, word, className: colour } = looks[severity];
  return (
    <span
      className={cx('inline-flex items-baseline gap-1 font-medium whitespace-nowrap', colour, className)}
      title={toTitle(vendorLabel, raised)}
    >
      <Icon size={14} strokeWidth={1.75} aria-hidden className="flex-none self-center" />
      {word}
      {raised !== undefined && (
        <>
          <ArrowUp size={10} strokeWidth={2.5} aria-hidden className="-ml-0.5 flex-none self-center" />
          <span className="sr-only">{toVisibleText(raised)}</span>
        </>
      )}
    </span>
  );
}

function toTitle(vendorLabel: string | undefined, raised: string | undefined): string | undefined {
  if (raised !== undefined) return toVisibleText(raised);
  return vendorLabel === undefined ? undefined : `At the vendor: ${toVisibleText(vendorLabel)}`;
}
