import { formatCount } from '../../lib/time.ts';

/** At the right end of a view's line; what it counts is in the line's title, which describes the link to those who listen. */
export function RailCount({ findings }: { findings: number }) {
  return (
    <span aria-hidden className="text-label tabular-nums">
      {formatCount(findings)}
    </span>
  );
}
