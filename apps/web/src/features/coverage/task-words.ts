import type { Difference, ReadTask } from '@watchfloor/contract';
import { formatCount } from '../../lib/time.ts';
import type { Clock } from './source-words.ts';

export interface TaskWords {
  text: string;
  tone: 'plain' | 'attention';
}

export const isUnderWay = ({ state }: ReadTask) => state === 'waiting' || state === 'running';

/** How far a task is, or what came of it. */
export function toTaskWords(task: ReadTask, clock: Clock): TaskWords {
  const { state, message, progress, endedAt } = task;
  const said = message === null ? '' : ` ${message.trim()}`;
  const ended = endedAt === null ? '' : ` at ${clock(endedAt)}`;
  switch (state) {
    case 'waiting':
      return { text: `Waits for its turn.${said}`, tone: 'plain' };
    case 'running':
      return { text: `${toLooked(progress, clock)}${said}`, tone: message === null ? 'plain' : 'attention' };
    case 'stopped':
      return { text: `Stopped${ended}. ${toLooked(progress, clock)}`, tone: 'plain' };
    case 'failed':
      return { text: `Failed${ended}.${said} ${toLooked(progress, clock)}`, tone: 'attention' };
    case 'done':
      return task.result
        ? toVerdict(task.result)
        : { text: `Read whole: ${toFindings(progress.rows)}.`, tone: 'plain' };
  }
}

function toLooked({ rows, backTo }: ReadTask['progress'], clock: Clock): string {
  if (rows === 0 && backTo === null) return 'Nothing looked through yet.';
  return `Looked through ${formatCount(rows)}${backTo === null ? '' : ` back to ${clock(backTo)}`}.`;
}

function toVerdict({ findings, differences, notCovered }: NonNullable<ReadTask['result']>): TaskWords {
  const isWhole = notCovered.length === 0;
  if (findings === 0 && differences === 0) {
    return isWhole
      ? { text: 'No findings in it, neither here nor at the vendor.', tone: 'plain' }
      : { text: 'Nothing in it could be compared.', tone: 'attention' };
  }
  const found =
    differences === 0
      ? 'no difference'
      : differences === 1
        ? '1 difference'
        : `${formatCount(differences)} differences`;
  return {
    text: `${toFindings(findings)} compared, byte for byte: ${found}.`,
    tone: differences === 0 && isWhole ? 'plain' : 'attention',
  };
}

const toFindings = (count: number) => `${formatCount(count)} ${count === 1 ? 'finding' : 'findings'}`;

/** What a verify could not judge. */
export function toNotCoveredWords(notCovered: NonNullable<ReadTask['result']>['notCovered'], clock: Clock): string {
  if (notCovered.length === 0) return '';
  const parts = notCovered.map(({ from, to }) => `${clock(from)} – ${clock(to)}`).join(', ');
  return `Parts never read: ${parts}. What is missing in them is not counted as a difference.`;
}

export const differenceWords: Record<Difference['kind'], string> = {
  missing_here: 'not kept here',
  missing_there: 'not at the vendor',
  other_values: 'other values',
  other_bytes: 'other bytes',
};

export const taskKindWords: Record<ReadTask['kind'], string> = { read: 'Read', verify: 'Verify' };
