import type { BulkDecision, BulkItem, BulkJob, BulkOutcome } from '@watchfloor/contract';
import { formatCount } from '../../lib/time.ts';
import { stateWords, verdictWords } from './words.ts';

export const toFindings = (count: number): string => `${formatCount(count)} ${count === 1 ? 'finding' : 'findings'}`;

/** What is about to be done: `Close 412 findings as benign`. */
export function toAskWords(decision: BulkDecision, owner: string | undefined, findings: string): string {
  switch (decision.kind) {
    case 'take':
      return `Take ${findings}`;
    case 'assign':
      return decision.owner === null ? `Give ${findings} back` : `Give ${findings} to ${owner ?? 'them'}`;
    case 'close':
      return `Close ${findings} as ${verdictWords[decision.verdict]}`;
    case 'reopen':
      return `Reopen ${findings}`;
    case 'note':
      return `Add a note to ${findings}`;
  }
}

/** The same while it is done and afterwards: `Closing as benign`, `Closed as benign`. */
export function toJobWords({ decision, ownerName, state }: Pick<BulkJob, 'decision' | 'ownerName' | 'state'>): string {
  const say = (doing: string, done: string) => (state === 'running' ? doing : done);
  if (decision === null) return say('Taking back', 'Taken back');
  switch (decision.kind) {
    case 'take':
      return say('Taking', 'Taken');
    case 'assign': {
      if (decision.owner === null) return say('Giving back', 'Given back');
      const to = ownerName ?? 'them';
      return say(`Giving to ${to}`, `Given to ${to}`);
    }
    case 'close':
      return `${say('Closing', 'Closed')} as ${verdictWords[decision.verdict]}`;
    case 'reopen':
      return say('Reopening', 'Reopened');
    case 'note':
      return say('Adding a note', 'Note added');
  }
}

/** Behind it: `409 of 412 findings, 3 were changed by others meanwhile`. */
export function toCountWords({ counts, findings, state, why }: BulkJob): string {
  const { done, conflict, already, gone, left } = counts;
  if (state === 'running') return `${formatCount(findings - left)} of ${toFindings(findings)}`;
  const rest = [
    ...(conflict > 0 ? [`${formatCount(conflict)} changed meanwhile and left as they are`] : []),
    ...(already > 0 ? [`${formatCount(already)} needed nothing`] : []),
    ...(gone > 0 ? [`${formatCount(gone)} not to be seen any more`] : []),
    ...(left > 0 ? [`${formatCount(left)} not reached`] : []),
    ...(why === null ? [] : [why.replace(/\.$/, '')]),
  ];
  const head = done === findings ? toFindings(findings) : `${formatCount(done)} of ${toFindings(findings)}`;
  return [head, ...rest].join(', ');
}

export const outcomeWords: Record<BulkOutcome, string> = {
  done: 'Done',
  conflict: 'Changed meanwhile',
  already: 'Needed nothing',
  gone: 'Not to be seen',
  left: 'Not reached',
};

/** What was found instead: `Ben Okoro: in progress`. */
export function toFoundWords({ outcome, why, found }: Pick<BulkItem, 'outcome' | 'why' | 'found'>): string {
  if (outcome === 'gone') return 'Not kept any more, or not yours to see';
  if (!found) return '';
  if (why === 'active') return 'Gained activity or severity since it was counted';
  const { state, verdict, owner, by } = found;
  const stands = [
    verdict !== null && state === 'resolved' ? `closed as ${verdictWords[verdict]}` : stateWords[state].toLowerCase(),
    ...(owner !== null && owner !== by && state !== 'resolved' ? [`owner ${owner}`] : []),
  ].join(', ');
  return by === null ? stands.replace(/^./, (letter) => letter.toUpperCase()) : `${by}: ${stands}`;
}
