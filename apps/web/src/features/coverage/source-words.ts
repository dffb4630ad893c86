import type { Connection, SourceCode, SourceCoverage } from '@watchfloor/contract';
import { failureWords } from '../../lib/failure-words.ts';
import { formatCount } from '../../lib/time.ts';
import { formatDuration } from '../../ui/time-format.ts';
import { isHeldBack, toAct, toAdvice } from './advice.ts';
import { findCompleteBackTo, findReadUpTo, toGaps, toStretches } from './stretches.ts';

/** Turns epoch ms into the text that the page shows. */
export type Clock = (at: number) => string;

export interface SourceWords {
  /** What, since when. Stands in medium weight. */
  lead: string;
  /** What is missing, what to do. */
  rest: string;
  tone: 'plain' | 'attention';
}

export interface SourceAbout {
  connection: Connection;
  /** Whether a server reads it. */
  isOwned: boolean;
  now: number;
  clock: Clock;
}

/** Some seconds are the pace of reading; from here on it is worth a word. */
const lagMsMax = 60_000;

/** How complete a source is, in a sentence: what, since when, what is missing, what to do. */
export function toSourceWords(source: SourceCoverage, about: SourceAbout): SourceWords {
  if (!isKept(source)) {
    const rest = 'This server is set to keep no findings (findings.days is 0): they are read live in Explore.';
    return { lead: 'Not kept.', rest, tone: 'plain' };
  }
  if (source.trouble) return toTroubleWords(source, source.trouble, about);
  const words = source.filling ? toFillingWords(source, source.filling, about) : toStandingWords(source, about);
  if (about.isOwned) return words;
  return { ...words, rest: `${words.rest} No server reads it just now.`.trim(), tone: 'attention' };
}

/** Whether the server is set to keep any of it. */
export const isKept = ({ window }: Pick<SourceCoverage, 'window'>) => window.to > window.from;

/** What is read out when it changes: without the numbers, which change all the time. */
export function toAnnouncement(source: SourceCoverage, { lead, tone }: SourceWords): string {
  const { label, trouble, filling } = source;
  if (!isKept(source) || trouble) return `${label}: ${lead}`;
  if (filling) return `${label}: reading back.`;
  return tone === 'plain' ? `${label}: complete.` : `${label}: not complete.`;
}

function toTroubleWords(
  source: SourceCoverage,
  { code, message, since, retryAt }: NonNullable<SourceCoverage['trouble']>,
  { connection, now, clock }: SourceAbout,
): SourceWords {
  const again = retryAt !== null && retryAt > now ? `Asking again at ${clock(retryAt)}.` : '';
  // A refusal mostly says by itself who can help.
  const isSaid = message.includes('An administrator');
  const advice = isSaid ? '' : again === '' ? toAdvice(code, connection) : toAct(code, connection);
  const why = isHeldBack(code, connection) ? '' : `: ${connection.label} ${toFailure(code)}`;
  return {
    lead: `Not read since ${clock(since)}${why}.`,
    rest: [message.trim(), again, toMissing(source, clock), advice].filter(Boolean).join(' '),
    tone: 'attention',
  };
}

/** One that is left alone after failures is asked again in a moment; its message says what it failed of. */
const toFailure = (code: SourceCode) => failureWords[code === 'paused' ? 'unavailable' : code];

function toMissing(source: SourceCoverage, clock: Clock): string {
  const upTo = findReadUpTo(toStretches(source.window, source.covered));
  const findings = source.label.toLowerCase();
  return upTo === null ? `None of its ${findings} were read yet.` : `Its ${findings} after ${clock(upTo)} are missing.`;
}

function toFillingWords(
  source: SourceCoverage,
  { rows, doneAt }: NonNullable<SourceCoverage['filling']>,
  { now, clock }: SourceAbout,
): SourceWords {
  const backTo = findCompleteBackTo(toStretches(source.window, source.covered));
  if (rows === 0 && backTo === null)
    return { lead: 'Reading begins: nothing is read whole yet.', rest: '', tone: 'plain' };
  const found = `${formatCount(rows)} ${rows === 1 ? 'finding' : 'findings'}`;
  const complete = backTo === null ? 'no part complete yet' : `complete back to ${clock(backTo)}`;
  return { lead: `Reading back: ${found}, ${complete}; ${toLeft(doneAt, now)}.`, rest: '', tone: 'plain' };
}

function toLeft(doneAt: number | null, now: number): string {
  if (doneAt === null) return 'how long it takes is not known yet';
  return doneAt - now < 1_500 ? 'nearly done' : `about ${formatDuration(doneAt - now)} left`;
}

function toStandingWords(source: SourceCoverage, { clock }: SourceAbout): SourceWords {
  const { window, covered, lagMs } = source;
  const stretches = toStretches(window, covered);
  const gaps = toGaps(stretches);
  const last = toLast(window.to - window.from);
  const upTo = findReadUpTo(stretches);
  if (upTo === null) return { lead: 'Not read yet.', rest: `Nothing is known of ${last}.`, tone: 'attention' };
  const isLate = lagMs !== null && lagMs > lagMsMax;
  const lag = lagMs === null ? '' : `; ${formatDuration(lagMs)} behind`;
  const late = isLate ? `What came after ${clock(upTo)} is missing.` : '';
  const missingMs = gaps.reduce((sum, { from, to }) => sum + to - from, 0);
  if (gaps.length === 0)
    return { lead: `Complete for ${last}${lag}.`, rest: late, tone: isLate ? 'attention' : 'plain' };
  const parts = gaps.length === 1 ? 'A part' : `${formatCount(gaps.length)} parts`;
  return {
    lead: `Not complete for ${last}${lag}.`,
    rest: `${parts} of it, ${formatDuration(Math.max(missingMs, 1_000))} ${gaps.length === 1 ? 'long' : 'together'}, ${gaps.length === 1 ? 'was' : 'were'} never read. ${late}`.trim(),
    tone: 'attention',
  };
}

/** `the last 7 days` */
function toLast(ms: number): string {
  const hours = ms / 3_600_000;
  if (hours === 1) return 'the last hour';
  if (Number.isInteger(hours) && hours < 48) return `the last ${hours} hours`;
  return Number.isInteger(hours / 24) ? `the last ${hours / 24} days` : `the last ${formatDuration(ms)}`;
}
