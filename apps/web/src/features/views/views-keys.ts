import type { View } from '@watchfloor/contract';
import type { KeyBinding } from '../../lib/keymap.ts';
import { toVisibleText } from '../../ui/text/visible.ts';

/** How many views have a key: `g 1` to `g 9`. */
export const keyedViews = 9;

/** A key for each of the first nine, in the person's order. One that cannot be opened keeps its digit, and says why. */
export function toViewKeys(
  views: readonly View[],
  { onOpen, onUnavailable }: { onOpen: (view: View) => void; onUnavailable: (words: string) => void },
): KeyBinding[] {
  return views.slice(0, keyedViews).map((view, index) => ({
    keys: `g ${index + 1}`,
    label: toVisibleText(view.name),
    group: 'Move',
    run: () => (view.unavailable === null ? onOpen(view) : onUnavailable(view.unavailable)),
  }));
}
