import { formatCount } from '../../lib/time.ts';

/** `37 findings`; while there is more to read `12 of 37 findings`. */
export function toTotalWords(shown: number, total: number, hasMore: boolean): string {
  const all = `${formatCount(total)} ${total === 1 ? 'finding' : 'findings'}`;
  return hasMore ? `${formatCount(shown)} of ${all}` : all;
}
