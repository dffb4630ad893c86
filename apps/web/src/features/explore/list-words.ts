import type { Resource, SourceAnswer, SourceCode } from '@watchfloor/contract';
import { failureWords } from '../../lib/failure-words.ts';
import type { Clock } from '../../lib/list/clock.ts';
import { formatCount } from '../../lib/time.ts';
import { isMissing, type LoadedList } from './loaded-list.ts';

export interface StateWords {
  /** Names the source and what happened, since when. Stands in medium weight. */
  lead: string;
  /** What the source said and what is missing. */
  rest: string;
  tone: 'attention' | 'problem';
}

/** What the words have to know of the list. */
export interface ListAbout {
  resource: Resource;
  rows: number;
  lastAt: number | null;
  /** The oldest row comes first. */
  isAscending?: boolean;
  clock: Clock;
}

/**
 * Says why a source's part is not complete: what, since when, what is missing.
 * @param lastAt the time of the last row that is shown, in a list in the order of time
 * @returns undefined for a complete answer
 */
export function toStateWords(source: SourceAnswer, options: ListAbout): StateWords | undefined {
  const { resource, clock } = options;
  const at = clock(source.asOf);
  const said = source.message === undefined ? '' : `${source.message.trim()} `;
  const rest = said + (isMissing(source) ? toMissing(options) : '');
  const name = source.label;
  switch (source.state) {
    case 'complete':
    case 'excluded':
      return undefined;
    case 'throttled':
      return {
        lead:
          source.retryAt === undefined
            ? `${name}'s limit is used up.`
            : `${name}'s limit is used up. Asking again at ${clock(source.retryAt)}.`,
        rest,
        tone: 'attention',
      };
    case 'unauthorised':
      return {
        lead: `${name} refused this connection's ${source.code === 'forbidden' ? 'permission' : 'credentials'} at ${at}.`,
        rest: `${rest} An administrator has to ${source.code === 'forbidden' ? 'extend what it may read' : 'replace them'}.`.trim(),
        tone: 'problem',
      };
    case 'late':
      return { lead: `${name} has not answered yet.`, rest, tone: 'attention' };
    case 'stale':
      return { lead: `${name}'s ${resource.label.toLowerCase()} are not up to date (${at}).`, rest, tone: 'attention' };
    case 'partial':
      return {
        lead: `${name} ${toPartWord(source.code, resource)} at ${at}.`,
        rest: toPartial(source, resource, said),
        tone: 'attention',
      };
    case 'failed':
      return { lead: `${name} ${toFailure(source)} at ${at}.`, rest, tone: 'problem' };
  }
}

function toFailure({ code }: SourceAnswer): string {
  return code === undefined ? 'could not be asked' : failureWords[code];
}

/** What a source that answered did not do. */
function toPartWord(code: SourceCode | undefined, { label }: Resource): string {
  switch (code) {
    case 'order_may_shift':
    case 'instant_unsettled':
    case 'order_ignored':
    case 'bound_ignored':
      return failureWords[code];
    case 'unsupported':
      return `could not give all ${label.toLowerCase()} of this range`;
    case 'auth':
    case 'forbidden':
      return 'may not have shown everything';
    default:
      return 'answered in part';
  }
}

function toPartial({ code }: SourceAnswer, resource: Resource, said: string): string {
  if (said !== '') return said.trim();
  const rows = resource.label.toLowerCase();
  switch (code) {
    case 'order_may_shift':
    case 'order_ignored':
      return `In this order ${rows} can change places while they are read: some may be missing. Order by time to be sure.`;
    case 'instant_unsettled':
      return `More ${rows} share one instant than could be read at once: some of them may be missing below.`;
    case 'bound_ignored':
      return `Some ${rows} may be shown twice below.`;
    case 'unsupported':
      return `Some ${rows} are missing below. A shorter range may be answered in full.`;
    default:
      return `Some ${rows} may be missing below.`;
  }
}

function toMissing({ resource, rows, lastAt, isAscending, clock }: ListAbout): string {
  const name = resource.label.toLowerCase();
  if (rows === 0) return `Nothing is known of its ${name} in this range.`;
  return lastAt === null
    ? `Further ${name} are missing below.`
    : `Its ${name} ${isAscending === true ? 'after' : 'before'} ${clock(lastAt)} are missing below.`;
}

/** `12,500 of about 50,000`: never more exact than the source. */
export function toTotalWords(list: LoadedList): string {
  const shown = formatCount(list.rows.length);
  if (!list.hasMore && list.failures === 0) return list.gaps.length > 0 ? `${shown}, maybe more` : shown;
  if (list.total === null) return `${shown} loaded`;
  const total = formatCount(Math.max(list.total.value, list.rows.length));
  switch (list.total.counted) {
    case 'exact':
      return `${shown} of ${total}`;
    case 'vendor':
      return `${shown} of about ${total}`;
    case 'at_least':
      return list.total.value > list.rows.length ? `${shown} of at least ${total}` : `at least ${shown}`;
  }
}

/** Who counted, for the title. */
export function toTotalTitle(list: LoadedList): string {
  if (!list.hasMore && list.failures === 0) return `All that were found in this range are loaded`;
  switch (list.total?.counted) {
    case 'exact':
      return 'The total is exact for the filters that are set';
    case 'vendor':
      return "The total is the source's own count and was not checked";
    case 'at_least':
      return 'There are at least so many; the source does not count with these filters';
    default:
      return 'The source gives no total';
  }
}
