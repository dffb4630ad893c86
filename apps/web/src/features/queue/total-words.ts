import { formatCount } from '../../lib/time.ts';
import type { LoadedQueue } from './queue-rows.ts';

/** `37 findings`; `488 findings in 74 rows` where some stand for many; while there is more to read `12 of 37 findings`. */
export function toTotalWords({
  rows,
  total,
  totalRows,
  hasMore,
}: Pick<LoadedQueue, 'rows' | 'total' | 'totalRows' | 'hasMore'>): string {
  const all = `${formatCount(total)} ${total === 1 ? 'finding' : 'findings'}`;
  const shown = formatCount(rows.length);
  if (totalRows === total) return hasMore ? `${shown} of ${all}` : all;
  const inRows = `${formatCount(totalRows)} ${totalRows === 1 ? 'row' : 'rows'}`;
  return hasMore ? `${shown} of ${inRows}, ${all}` : `${all} in ${inRows}`;
}
