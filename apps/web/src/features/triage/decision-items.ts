import { type Verdict, verdictLabels, verdicts } from '@watchfloor/contract';
import type { ValueMenuItem } from '../../ui/value-menu/value-menu.tsx';
import { toVerdictKey } from './words.ts';

interface Person {
  id: string;
  name: string;
}

/** The verdicts, each with the keys that close with it. */
export function toVerdictItems(onClose: (decision: { kind: 'close'; verdict: Verdict }) => void): ValueMenuItem[] {
  return verdicts.map((verdict) => ({
    id: verdict,
    label: verdictLabels[verdict],
    hotkey: `c ${toVerdictKey(verdict)}`,
    onAction: () => onClose({ kind: 'close', verdict }),
  }));
}

/**
 * Whom something can be given to: oneself, nobody, others.
 * @param owner who has it now and is not offered, null for nobody; undefined where that is not one answer
 */
export function toOwnerItems(
  { people, me, owner }: { people: readonly Person[]; me: Person; owner: string | null | undefined },
  onAssign: (decision: { kind: 'assign'; owner: string | null }, ownerName?: string) => void,
): ValueMenuItem[][] {
  const item = (id: string | null, label: string, name?: string): ValueMenuItem[] =>
    id === owner ? [] : [{ id: id ?? 'nobody', label, onAction: () => onAssign({ kind: 'assign', owner: id }, name) }];
  const others = people.filter(({ id }) => id !== me.id);
  return [
    [...item(me.id, 'Me', me.name), ...item(null, 'Nobody')],
    others.flatMap(({ id, name }) => item(id, name, name)),
  ];
}
