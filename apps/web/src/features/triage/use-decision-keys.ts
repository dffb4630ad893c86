import {
  type BulkDecision,
  type Decision,
  isOpenState,
  type QueueRow,
  type Verdict,
  verdictLabels,
  verdicts,
} from '@watchfloor/contract';
import { type KeyBinding, useKeys } from '../../lib/keymap.ts';
import { useToast } from '../../ui/toast/toast.tsx';
import type { Asked } from './decision-bar.tsx';
import { toVerdictKey } from './words.ts';

/** What is asked about several findings; of a note and of whom to give them to, the rest comes on the screen. */
export type AskedOfMany = BulkDecision | { kind: 'note' } | 'assign';

export interface DecisionKeysOptions {
  /** Where several are selected, the keys are about them: true, and nothing else is done. */
  onMany: (asked: AskedOfMany) => boolean;
  /** The finding on which the list stands now, be it drawn yet or not. */
  current: () => QueueRow | undefined;
  onDecide: (row: QueueRow, decision: Decision) => void;
  onAsk: (asked: Asked) => void;
  onNext: () => void;
  /** The asker's id. */
  me: string;
  isEnabled: boolean;
}

/** One or two keys a decision. A verdict closes and goes on to the next finding. */
export function useDecisionKeys({
  onMany,
  current,
  onDecide,
  onAsk,
  onNext,
  me,
  isEnabled,
}: DecisionKeysOptions): void {
  const toast = useToast();
  const withRow = (run: (row: QueueRow) => void, asked: AskedOfMany) => () => {
    if (onMany(asked)) return;
    const row = current();
    if (row) run(row);
    else toast({ text: 'No finding is selected. j selects the first.' });
  };
  const take = (row: QueueRow) => {
    const { state, owner } = row.mark;
    if (!isOpenState(state)) toast({ text: 'It is closed. Reopen it to take it.' });
    else if (state === 'in_progress' && owner?.id === me) toast({ text: 'It is yours already.' });
    else onDecide(row, { kind: 'take' });
  };
  const close = (row: QueueRow, verdict: Verdict) => {
    // Pressed again it would write the same a second time.
    if (row.mark.state !== 'resolved' || row.mark.verdict !== verdict) onDecide(row, { kind: 'close', verdict });
    onNext();
  };
  const keys: KeyBinding[] = [
    { keys: 'e', label: 'Take it: mine, in progress', group: 'Decide', run: withRow(take, { kind: 'take' }) },
    ...verdicts.map(
      (verdict): KeyBinding => ({
        keys: `c ${toVerdictKey(verdict)}`,
        label: `Close and next: ${verdictLabels[verdict].replace(/^./, (letter) => letter.toLowerCase())}`,
        group: 'Decide',
        run: withRow((row) => close(row, verdict), { kind: 'close', verdict }),
      }),
    ),
    { keys: 'a', label: 'Assign', group: 'Decide', run: withRow(() => onAsk('assign'), 'assign') },
    { keys: 'n', label: 'Note', group: 'Decide', run: withRow(() => onAsk('note'), { kind: 'note' }) },
  ];
  useKeys(isEnabled ? keys : []);
}
