import { type Decision, isOpenState, type Mark } from '@watchfloor/contract';
import { CircleCheck, Hand, RotateCcw, StickyNote, UserRound } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { formatCount } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { ValueMenuAt } from '../../ui/value-menu/value-menu.tsx';
import { toOwnerItems, toVerdictItems } from './decision-items.ts';
import { NoteDialog } from './note-dialog.tsx';

/** What a decision still has to be told. */
export type Asked = 'close' | 'assign' | 'note';

export interface DecisionBarProps {
  mark: Mark;
  title: string;
  /** How many findings of one matter it is about. */
  count: number;
  people: readonly { id: string; name: string }[];
  me: { id: string; name: string };
  asked: Asked | undefined;
  onAsk: (asked: Asked | undefined) => void;
  onDecide: (decision: Decision, ownerName?: string) => void;
  /** What else can be done, behind the decisions. */
  children?: ReactNode;
}

/** What can be decided about a finding as it stands now; nothing else is offered. */
export function DecisionBar({ mark, title, count, people, me, asked, onAsk, onDecide, children }: DecisionBarProps) {
  const close = useRef<HTMLButtonElement>(null);
  const assign = useRef<HTMLButtonElement>(null);
  const isOpen = isOpenState(mark.state);
  const isMine = mark.owner?.id === me.id && mark.state === 'in_progress';
  return (
    <div
      role="group"
      aria-label="Decide"
      // In a narrow pane the keys give way to the words.
      className="@container flex h-9 flex-none items-center gap-1 border-t border-line px-2 *:data-rac:@max-[470px]:[&_kbd]:hidden"
    >
      {isOpen && !isMine && (
        <Button icon={Hand} hotkey="e" onPress={() => onDecide({ kind: 'take' })}>
          Take
        </Button>
      )}
      {isOpen && (
        <Button ref={close} icon={CircleCheck} hotkey="c" isExpanded={asked === 'close'} onPress={() => onAsk('close')}>
          Close…
        </Button>
      )}
      {!isOpen && (
        <Button icon={RotateCcw} onPress={() => onDecide({ kind: 'reopen' })}>
          Reopen
        </Button>
      )}
      <Button ref={assign} icon={UserRound} hotkey="a" isExpanded={asked === 'assign'} onPress={() => onAsk('assign')}>
        Assign…
      </Button>
      <Button icon={StickyNote} hotkey="n" onPress={() => onAsk('note')}>
        Note
      </Button>
      {children}
      {count > 1 && (
        <span className="ml-auto min-w-0 truncate px-2 text-muted" title="Of one matter: they are decided together">
          all {formatCount(count)}
        </span>
      )}
      {asked === 'close' && isOpen && close.current && (
        <ValueMenuAt
          value="the finding"
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
          items={toOwnerItems({ people, me, owner: mark.owner?.id ?? null }, onDecide)}
          onClose={() => onAsk(undefined)}
        />
      )}
      {asked === 'note' && (
        <NoteDialog
          title={title}
          onCancel={() => onAsk(undefined)}
          onNote={(note) => {
            onAsk(undefined);
            onDecide({ kind: 'note', note });
          }}
        />
      )}
    </div>
  );
}
