import {
  type Decision,
  isOpenState,
  type Mark,
  type MarkEntry,
  type Verdict,
  verdicts,
  type WorkState,
} from '@watchfloor/contract';
import { formatCount } from '../../lib/time.ts';
import { formatDuration } from '../../ui/time-format.ts';

export const stateWords: Record<WorkState, string> = {
  new: 'New',
  in_progress: 'In progress',
  resolved: 'Resolved',
  suppressed: 'Suppressed',
};

/** In a sentence: "closed as benign". */
export const verdictWords: Record<Verdict, string> = {
  true_positive: 'a true positive',
  benign: 'benign',
  false_positive_rule: 'a false positive, wrong rule',
  false_positive_data: 'a false positive, wrong data',
  duplicate: 'a duplicate',
  undetermined: 'one that nobody can tell',
};

/** The key behind `c`. */
export const toVerdictKey = (verdict: Verdict): string => String(verdicts.indexOf(verdict) + 1);

/** What was done, for the message that offers to take it back: `Closed as benign, 41 findings`. */
export function toDoneWords(decision: Decision, owner: string | undefined, count: number): string {
  const covers = count > 1 ? `, ${formatCount(count)} findings` : '';
  switch (decision.kind) {
    case 'take':
      return `Taken: yours, in progress${covers}`;
    case 'assign':
      return `${decision.owner === null ? 'Given back: nobody’s' : `Given to ${owner ?? 'them'}`}${covers}`;
    case 'close':
      return `Closed as ${verdictWords[decision.verdict]}${covers}`;
    case 'reopen':
      return `Re-opened${covers}`;
    case 'note':
      return 'Note kept';
    case 'undo':
      return `Taken back${covers}`;
  }
}

/** Of a matter, what a colleague decided in between. */
export function toLeftWords(count: number): string {
  return count === 1
    ? '1 of them was decided by somebody else meanwhile, and stays as they left it'
    : `${formatCount(count)} of them were decided by somebody else meanwhile, and stay as they left them`;
}

/** What a colleague did in between, without who and when: `closed this as benign`. @param before as we knew it */
function toChangeWords(current: Mark, before: Mark): string {
  const { state, verdict, owner } = current;
  if (state !== before.state || verdict !== before.verdict) {
    if (state === 'resolved') return verdict === null ? 'resolved this' : `closed this as ${verdictWords[verdict]}`;
    if (state === 'suppressed') return 'suppressed this';
    if (!isOpenState(before.state)) return 're-opened this';
  }
  if (owner?.id !== before.owner?.id) {
    if (owner === null) return 'gave this back';
    return owner.name === current.updatedBy ? 'took this' : `gave this to ${owner.name}`;
  }
  return state === before.state ? 'added to this' : 'changed this';
}

/** `Ana Ruiz closed this as benign 12 s ago.` */
export function toConflictWords(current: Mark, before: Mark, now: number): string {
  const who = current.updatedBy ?? 'Somebody';
  const when = current.updatedAt === null ? '' : ` ${formatDuration(Math.max(0, now - current.updatedAt))} ago`;
  return `${who} ${toChangeWords(current, before)}${when}.`;
}

/** A line of a finding's history, behind who and when. */
export function toEntryWords({ kind, after, before }: MarkEntry): string {
  switch (kind) {
    case 'take':
      return 'took it';
    case 'assign':
      return after.owner === null ? 'gave it back' : `gave it to ${after.owner}`;
    case 'close':
      return after.verdict === null ? 'closed it' : `closed it as ${verdictWords[after.verdict]}`;
    case 'reopen':
      return 're-opened it';
    case 'note':
      return 'noted';
    case 'undo':
      return before.state === after.state
        ? 'took that back'
        : `took that back: ${stateWords[after.state].toLowerCase()}`;
    case 'active_again':
      return 'active again';
  }
}

/** `14 of 15 benign`; the verdict that was given most often. */
export function toSeenWords(decided: number, counts: Partial<Record<Verdict, number>>): string {
  const [most] = verdicts
    .map((verdict) => ({ verdict, count: counts[verdict] ?? 0 }))
    .toSorted((a, b) => b.count - a.count);
  if (!most || most.count === 0) return `${decided} decided`;
  return `${most.count} of ${decided} ${verdictWords[most.verdict].replace(/^an? /, '')}`;
}
