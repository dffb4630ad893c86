import type { Role, View } from '@watchfloor/contract';
import { ArrowDown, ArrowUp, Copy, House, Link2, Pencil, Trash2, Users } from 'lucide-react';
import type { ValueMenuItem } from '../../ui/value-menu/types.ts';

export interface ViewMenuPlace {
  may: (role: Role) => boolean;
  isDefault: boolean;
  isFirst: boolean;
  isLast: boolean;
}

export interface ViewMenuActions {
  rename: (view: View) => void;
  share: (view: View) => void;
  saveAsMine: (view: View) => void;
  setDefault: (view: View | null) => void;
  moveBy: (view: View, places: -1 | 1) => void;
  copyLink: (view: View) => void;
  remove: (view: View) => void;
}

/** What this person can do with a view. What they cannot is not there. */
export function toViewMenu(view: View, place: ViewMenuPlace, actions: ViewMenuActions): ValueMenuItem[][] {
  const { may, isDefault, isFirst, isLast } = place;
  const opens = view.content !== null && (view.connection !== null || view.content.target.kind === 'queue');
  const item = (id: string, label: string, icon: ValueMenuItem['icon'], onAction: () => void): ValueMenuItem => ({
    id,
    label,
    icon,
    onAction,
  });
  return [
    [
      ...(opens && !isDefault ? [item('default', 'Open at start', House, () => actions.setDefault(view))] : []),
      ...(isDefault ? [item('default', 'Do not open at start', House, () => actions.setDefault(null))] : []),
      ...(opens && view.sharing !== 'private' ? [item('link', 'Copy link', Link2, () => actions.copyLink(view))] : []),
    ],
    [
      ...(view.origin === 'own' && view.editable
        ? [item('rename', 'Rename…', Pencil, () => actions.rename(view))]
        : []),
      ...(view.editable && may('lead') ? [item('share', 'Share…', Users, () => actions.share(view))] : []),
      ...(view.content !== null && may('analyst')
        ? [item('copy', view.origin === 'own' ? 'Duplicate…' : 'Save as mine…', Copy, () => actions.saveAsMine(view))]
        : []),
    ],
    [
      ...(isFirst ? [] : [item('up', 'Move up', ArrowUp, () => actions.moveBy(view, -1))]),
      ...(isLast ? [] : [item('down', 'Move down', ArrowDown, () => actions.moveBy(view, 1))]),
    ],
    view.editable ? [item('delete', 'Delete', Trash2, () => actions.remove(view))] : [],
  ].filter((group) => group.length > 0);
}
