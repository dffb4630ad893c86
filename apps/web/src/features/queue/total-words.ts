import { formatCount } from '../../lib/time.ts';
import type { LoadedQueue } from './queue-rows.ts';

/**
 * `37 findings`; `488 findings in 74 rows` where some stand for many; while there is more to read `12 of 37 findings`, and
 * where nobody counted the rows that they make `first 12 rows of 50,000 findings`.
 */
export function toTotalWords({
  rows,
  total,
  totalRows,
  hasMore,
}: Pick<LoadedQueue, 'rows' | 'total' | 'totalRows' | 'hasMore'>): string {
  const all = `${formatCount(total)} ${total === 1 ? 'finding' : 'findings'}`;
  const shown = formatCount(rows.length);
  if (totalRows === null && hasMore) return `first ${shown} rows of ${all}`;
  if (totalRows === total) return hasMore ? `${shown} of ${all}` : all;
  const made = totalRows ?? rows.length;
  const inRows = `${formatCount(made)} ${made === 1 ? 'row' : 'rows'}`;
  return hasMore ? `${shown} of ${inRows}, ${all}` : `${all} in ${inRows}`;
}
