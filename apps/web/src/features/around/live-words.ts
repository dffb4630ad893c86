import type { SourceAnswer } from '@watchfloor/contract';
import { failureWords } from '../../lib/failure-words.ts';
import { formatCount } from '../../lib/time.ts';

/** What a vendor was found to have of a value when it was asked itself. */
export interface LiveCount {
  records: number;
  counted: SourceAnswer['counted'];
  source: SourceAnswer | undefined;
  /** Records that were looked through. */
  scanned: number;
  /** Epoch ms; how far back, where it was not to the end. */
  backTo: number | null;
  isStopped?: true;
}

/** `412`, `at least 200`; `none so far` where the end was not reached. */
export function toLiveCount({ records, counted }: LiveCount): string {
  if (counted !== 'at_least') return records === 0 ? 'none' : formatCount(records);
  return records === 0 ? 'none so far' : `at least ${formatCount(records)}`;
}

/** How far it looked, and what it could not: behind the count. */
export function toLiveReach({ counted, source, backTo, isStopped }: LiveCount, clock: (at: number) => string): string {
  const at = source === undefined ? '' : `asked ${clock(source.asOf)}`;
  if (source !== undefined && source.state !== 'complete' && source.code !== undefined) {
    const retry = source.retryAt === undefined ? '' : `, asking again is worth it at ${clock(source.retryAt)}`;
    return `${failureWords[source.code]}${retry}; ${at}`;
  }
  const reach =
    counted === 'vendor'
      ? 'its own count'
      : counted === 'exact'
        ? 'all of the time looked through'
        : `looked back to ${backTo === null ? 'no end' : clock(backTo)}`;
  return [isStopped ? 'stopped' : '', reach, at].filter((part) => part !== '').join(', ');
}
