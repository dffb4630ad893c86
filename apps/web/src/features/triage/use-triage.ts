import { useQueryClient } from '@tanstack/react-query';
import { type Decision, type Mark, markSchema, type NewDecision, type QueueRow } from '@watchfloor/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError, decide, toCurrent } from '../../lib/api.ts';
import { useKeys } from '../../lib/keymap.ts';
import { useStable } from '../../lib/use-stable.ts';
import { toVisibleText } from '../../ui/text/visible.ts';
import { useToast } from '../../ui/toast/toast.tsx';
import { createDesk, type Members, type Outcome } from './desk.ts';
import { findingOptions } from './finding-query.ts';
import { toConflictWords, toDoneWords, toLeftWords } from './words.ts';

const undoMs = 10_000;
const triesMax = 4;
const retryMs = 400;

export interface Conflict {
  uid: string;
  title: string;
  decision: Decision;
  current: Mark;
  /** As it was known here. */
  before: Mark;
  /** When it became known, epoch ms. */
  toldAt: number;
}

type Decided = Pick<QueueRow, 'uid' | 'mark' | 'title' | 'fold'>;

interface Undoable {
  uid: string;
  outcome: Promise<Outcome>;
}

export interface TriageOptions {
  me: { id: string; name: string };
  /** Shows a mark wherever the finding stands. */
  onMark: (uid: string, mark: Mark, members: Members) => void;
  /** A decision was taken back: the finding is looked at again. */
  onUndone: (uid: string) => void;
}

export interface Triage {
  /** @param ownerName of the person to whom it is given */
  decide: (row: Decided, decision: Decision, ownerName?: string) => void;
  conflicts: readonly Conflict[];
  /** What the colleague did stays. */
  keepTheirs: (conflict: Conflict) => void;
  /** The same decision, made on what the colleague left. */
  replace: (conflict: Conflict) => void;
  /** The finding is being decided: the server has not answered. */
  isDeciding: (uid: string) => boolean;
}

/** Decisions as they are made on the screen: shown at once, the server's word final, taken back for ten seconds. */
export function useTriage(options: TriageOptions): Triage {
  const client = useQueryClient();
  const toast = useToast();
  const show = useStable(options.onMark);
  const { id, name } = options.me;
  const [desk] = useState(() =>
    createDesk({
      me: { id, name },
      send: sendUntilAnswered,
      readConflict: (error) => toCurrent(error, markSchema),
      show,
      newKey: () => crypto.randomUUID(),
    }),
  );
  const [conflicts, setConflicts] = useState<readonly Conflict[]>([]);
  const [undoables, setUndoables] = useState<readonly Undoable[]>([]);
  const isHere = useIsHere();
  const drop = (one: Undoable) => setUndoables((all) => all.filter((other) => other !== one));

  async function settle(outcome: Outcome, about: Pick<Conflict, 'uid' | 'title' | 'decision'>): Promise<void> {
    await client.invalidateQueries({ queryKey: findingOptions(about.uid).queryKey });
    if (outcome.kind === 'conflict') {
      const { current, before } = outcome;
      // Who went to another page meanwhile has to learn of it there.
      if (!isHere()) {
        const words = `${toConflictWords(current, before, Date.now())} Yours was not saved.`;
        toast({ text: toVisibleText(`“${about.title}”: ${words}`), shownMs: 20_000 });
      }
      setConflicts((all) => [
        ...all.filter(({ uid }) => uid !== about.uid),
        { ...about, current, before, toldAt: Date.now() },
      ]);
    } else if (outcome.kind === 'failed') {
      const said = outcome.error instanceof Error ? outcome.error.message : String(outcome.error);
      toast({ text: `Not saved: “${toVisibleText(about.title)}”. ${said}`, shownMs: 12_000 });
    }
  }

  function carryOut(order: Parameters<typeof desk.decide>[0], title: string): Promise<Outcome> {
    const { uid, decision } = order;
    setConflicts((all) => all.filter((one) => one.uid !== uid));
    const outcome = desk.decide(order);
    void outcome.then((settled) => settle(settled, { uid, title, decision }));
    return outcome;
  }

  async function undo(undoable: Undoable): Promise<void> {
    drop(undoable);
    const outcome = await undoable.outcome;
    if (outcome.kind !== 'done') return;
    const { answer, before } = outcome;
    const { uid } = undoable;
    const decision: Decision = { kind: 'undo', entry: answer.entry };
    const done = carryOut({ uid, decision, mark: answer.mark, undone: before }, '');
    options.onUndone(uid);
    if ((await done).kind === 'done') toast({ text: 'Taken back' });
  }

  function onDecide({ uid, mark, title, fold }: Decided, decision: Decision, owner?: string) {
    const outcome = carryOut({ uid, decision, mark, members: fold?.members }, title);
    const text = toDoneWords(decision, owner, decision.kind === 'note' ? 1 : 1 + (fold?.members.length ?? 0));
    void outcome.then((settled) => {
      const left = settled.kind === 'done' ? settled.answer.conflicts.length : 0;
      if (left > 0) toast({ text: toLeftWords(left), shownMs: 12_000 });
    });
    // What was noted was said; the server takes back decisions only.
    if (decision.kind === 'note') {
      void outcome.then(({ kind }) => kind === 'done' && toast({ text }));
      return;
    }
    const undoable = { uid, outcome };
    // Of one finding only the last decision can be taken back.
    setUndoables((all) => [...all.filter((other) => other.uid !== uid), undoable]);
    setTimeout(() => drop(undoable), undoMs);
    toast({ text, action: { label: 'Undo (z)', onAction: () => void undo(undoable) }, shownMs: undoMs });
    void outcome.then(({ kind }) => kind !== 'done' && drop(undoable));
  }

  const last = undoables.at(-1);
  useKeys(last ? [{ keys: 'z', label: 'Undo', group: 'Decide', run: () => void undo(last) }] : []);
  useLeaveGuard(desk.isBusy);

  return {
    decide: onDecide,
    conflicts,
    keepTheirs: (conflict) => setConflicts((all) => all.filter((one) => one !== conflict)),
    replace: ({ uid, title, decision, current }) => onDecide({ uid, title, mark: current }, decision),
    isDeciding: desk.isBusy,
  };
}

/** The key makes it safe: what the server did already it does not do again. */
async function sendUntilAnswered(decision: NewDecision, tries = 1): ReturnType<typeof decide> {
  try {
    return await decide(decision);
  } catch (error) {
    const isCut = error instanceof ApiError && (error.code === 'unreachable' || error.code === 'unreadable');
    if (!isCut || tries >= triesMax) throw error;
    await new Promise((resolve) => setTimeout(resolve, retryMs * 2 ** tries));
    return sendUntilAnswered(decision, tries + 1);
  }
}

/** Whether the page still stands. */
function useIsHere(): () => boolean {
  const here = useRef(false);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  return useCallback(() => here.current, []);
}

/** A tab that is closed would take what was not answered with it. */
function useLeaveGuard(isBusy: () => boolean): void {
  useEffect(() => {
    const onLeave = (event: BeforeUnloadEvent) => {
      if (isBusy()) event.preventDefault();
    };
    window.addEventListener('beforeunload', onLeave);
    return () => window.removeEventListener('beforeunload', onLeave);
  }, [isBusy]);
}
