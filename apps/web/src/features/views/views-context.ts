import type { Connection, Role, View, ViewContent } from '@watchfloor/contract';
import { createContext, use } from 'react';
import type { ViewMenuActions } from './view-menu.ts';

/** Asks for what a change needs to be told; one at a time, over everything. */
export type ViewDialog =
  | {
      kind: 'save_as';
      name: string;
      content: ViewContent;
      /** What is kept where the person wants to; null where there is none to keep. */
      range: ViewContent['range'];
      /** Why it is not saved under its own name. */
      reason?: string | undefined;
      /** What is saved here are the unsaved changes of this view, which then has none. */
      from?: string | undefined;
    }
  | { kind: 'rename'; view: View }
  | { kind: 'share'; view: View }
  | { kind: 'conflict'; theirs: View; mine: ViewContent; range: ViewContent['range'] }
  | { kind: 'restore'; id: string; name: string; said: string; onRestored: (view: View) => void };

export interface ViewsPlace {
  connections: readonly Connection[];
  /** In the person's own order. */
  views: readonly View[];
  defaultView: string | null;
  may: (role: Role) => boolean;
  /** Opens a view as it is saved. */
  onOpen: (view: View) => void;
  /** The view is gone: the page leaves it. @returns what brings the page back to it */
  onDeleted: (id: string) => (view: View) => void;
  /** The address of a view, for a colleague. */
  toUrl: (view: View) => string;
}

export interface Views extends ViewsPlace, ViewMenuActions {
  ask: (dialog: ViewDialog) => void;
  reorder: (ids: string[]) => void;
  /** Saves into the view itself. `version` is the one on which the change was made. */
  save: (view: View, version: number, content: ViewContent, range: ViewContent['range']) => Promise<void>;
}

export const ViewsContext = createContext<Views | undefined>(undefined);

export function useViews(): Views {
  const views = use(ViewsContext);
  if (!views) throw new Error('useViews is used outside ViewsProvider');
  return views;
}
