import type { BulkDecision } from '@watchfloor/contract';
import { CircleCheck, Hand, RotateCcw, StickyNote, UserRound } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { ValueMenuAt } from '../../ui/value-menu/value-menu.tsx';
import type { Asked } from './decision-bar.tsx';
import { toOwnerItems, toVerdictItems } from './decision-items.ts';

export interface BulkActionsProps {
  people: readonly { id: string; name: string }[];
  me: { id: string; name: string };
  asked: Asked | undefined;
  onAsk: (asked: Asked | undefined) => void;
  onDecide: (decision: BulkDecision | { kind: 'note' }, ownerName?: string) => void;
}

/** What can be decided about several findings, whatever each of them is now. */
export function BulkActions({ people, me, asked, onAsk, onDecide }: BulkActionsProps) {
  const close = useRef<HTMLButtonElement>(null);
  const assign = useRef<HTMLButtonElement>(null);
  return (
    <div role="group" aria-label="Decide about the selection" className="flex items-center gap-1">
      <Button icon={Hand} hotkey="e" onPress={() => onDecide({ kind: 'take' })}>
        Take
      </Button>
      <Button ref={close} icon={CircleCheck} hotkey="c" isExpanded={asked === 'close'} onPress={() => onAsk('close')}>
        Close…
      </Button>
      <Button ref={assign} icon={UserRound} hotkey="a" isExpanded={asked === 'assign'} onPress={() => onAsk('assign')}>
        Assign…
      </Button>
      <Button icon={StickyNote} hotkey="n" onPress={() => onDecide({ kind: 'note' })}>
        Note
      </Button>
      <Button icon={RotateCcw} onPress={() => onDecide({ kind: 'reopen' })}>
        Reopen
      </Button>
      {asked === 'close' && close.current && (
        <ValueMenuAt
          value="the selection"
          isPlain
          anchor={close.current}
          items={[toVerdictItems(onDecide)]}
          onClose={() => onAsk(undefined)}
        />
      )}
      {asked === 'assign' && assign.current && (
        <ValueMenuAt
          value="the owner"
          isPlain
          anchor={assign.current}
          items={toOwnerItems({ people, me, owner: undefined }, onDecide)}
          onClose={() => onAsk(undefined)}
        />
      )}
    </div>
  );
}
