import type { Interval, SourceAnswer } from '@watchfloor/contract';
import { failureWords } from '../../lib/failure-words.ts';
import type { Clock } from '../../lib/list/clock.ts';
import { formatDuration } from '../../ui/time-format.ts';

export interface SourceWords {
  /** Names the source and what happened, since when. */
  lead: string;
  /** What is missing, and what to do. */
  rest: string;
}

interface WordsOptions {
  range: Interval;
  now: number;
  clock: Clock;
}

/** Ends that lie nearer are the same: clocks differ, and reading lags behind a little. */
const edgeMs = 60_000;

/** Of a source that is read for the first time. */
const unreadRest = 'Nothing of this range is here yet.';

/** Why a source's part of the queue is not whole; undefined where it is. */
export function toSourceWords(source: SourceAnswer, options: WordsOptions): SourceWords | undefined {
  const { clock, now } = options;
  const name = source.label;
  const missing = toMissing(source, options);
  const join = (...parts: string[]) => parts.filter((part) => part !== '').join(' ');
  switch (source.state) {
    case 'complete':
    case 'excluded':
      return undefined;
    case 'throttled':
      return {
        lead: `${name}’s limit is used up.${source.retryAt === undefined ? '' : ` Asking again at ${clock(source.retryAt)}.`}`,
        rest: `Its findings are from ${clock(source.asOf)}. ${missing}`.trim(),
      };
    case 'unauthorised':
      return {
        lead: `${name} refused this connection’s ${source.code === 'forbidden' ? 'permission' : 'credentials'}.`,
        rest: join(
          `Its findings are from ${clock(source.asOf)}.`,
          `An administrator has to ${source.code === 'forbidden' ? 'extend what it may read' : 'replace them'}.`,
          missing,
        ),
      };
    case 'stale':
      return {
        lead: `${name} was last read at ${clock(source.asOf)}, ${formatDuration(Math.max(0, now - source.asOf))} ago.`,
        rest: join('Later findings are not here yet.', missing),
      };
    case 'late':
      return { lead: `${name} has not answered yet.`, rest: missing };
    case 'partial':
      if (source.covered.length === 0) return { lead: `${name} is not read yet.`, rest: unreadRest };
      return {
        lead: `${name} was not read whole.`,
        rest: missing === '' ? 'Some of its findings may be missing.' : missing,
      };
    case 'failed':
      return {
        lead: `${name} ${source.code === undefined ? 'could not be asked' : failureWords[source.code]}.`,
        rest: join(
          missing === '' ? `Its findings after ${clock(source.asOf)} are missing.` : missing,
          source.retryAt === undefined ? '' : `Asking again at ${clock(source.retryAt)}.`,
        ),
      };
  }
}

export interface ToldSources extends SourceWords {
  sources: SourceAnswer[];
}

/** What is to be said of all that are not whole: those of which the same is to be said, in one line. */
export function toToldSources(sources: readonly SourceAnswer[], options: WordsOptions): ToldSources[] {
  const told: ToldSources[] = [];
  for (const source of sources) {
    const words = toSourceWords(source, options);
    if (!words) continue;
    const same = told.find(({ rest, sources: [first] }) => rest === words.rest && first?.state === 'partial');
    if (same && source.state === 'partial') same.sources.push(source);
    else told.push({ ...words, sources: [source] });
  }
  return told.map((one) =>
    one.sources.length === 1
      ? one
      : {
          ...one,
          lead: `${toNames(one.sources.map(({ label }) => label))} ${one.rest === unreadRest ? 'are not read yet' : 'were not read whole'}.`,
          rest: one.rest.replace(/^Its /, 'Their '),
        },
  );
}

/** `partial`, and since when: what stands on the source's chip. */
export function toSourceDetail(source: SourceAnswer, { clock }: Pick<WordsOptions, 'clock'>): string | undefined {
  return source.state === 'complete' || source.state === 'partial' ? undefined : `since ${clock(source.asOf)}`;
}

/** Which part of the range is not here: `Its findings before 09:15 are missing below.` */
function toMissing({ covered }: SourceAnswer, { range, now, clock }: WordsOptions): string {
  const gaps = toGaps(covered, { from: range.from, to: Math.min(range.to, now) });
  const [gap] = gaps;
  if (!gap) return '';
  const fromStart = gap.from - range.from < edgeMs;
  const toEnd = Math.min(range.to, now) - gap.to < edgeMs;
  if (fromStart && toEnd) return 'Nothing of this range was read.';
  if (gaps.length > 1)
    return `${gaps.length} stretches of this range were not read, the first from ${clock(gap.from)}.`;
  if (fromStart) return `Its findings before ${clock(gap.to)} are not here yet.`;
  if (toEnd) return `Its findings after ${clock(gap.from)} are missing.`;
  return `Its findings from ${clock(gap.from)} to ${clock(gap.to)} are missing.`;
}

/** What of a range lies in none of the intervals, oldest first; gaps shorter than a minute are left out. */
export function toGaps(covered: readonly Interval[], range: Interval): Interval[] {
  const gaps: Interval[] = [];
  let at = range.from;
  for (const { from, to } of covered.toSorted((a, b) => a.from - b.from)) {
    if (from - at >= edgeMs) gaps.push({ from: at, to: from });
    at = Math.max(at, to);
  }
  if (range.to - at >= edgeMs) gaps.push({ from: at, to: range.to });
  return gaps;
}

/** `Three sources`, `Norrvik KUMA and Norrvik Identity`. */
function toNames(labels: readonly string[]): string {
  if (labels.length <= 1) return labels[0] ?? 'no source';
  return `${labels.slice(0, -1).join(', ')} and ${labels.at(-1)}`;
}

const numbers = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'];

/** `All four sources`, `The source`. */
export function toAllWords(count: number): string {
  if (count === 1) return 'The only source';
  return count === 2 ? 'Both sources' : `All ${numbers[count]?.toLowerCase() ?? count} sources`;
}

/** `Three sources have`; `One source has`. */
export function toCountWords(count: number): string {
  return `${numbers[count] ?? count} ${count === 1 ? 'source has' : 'sources have'}`;
}
