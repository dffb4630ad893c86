import type { View, ViewContent } from '@watchfloor/contract';
import type { DraftBase } from './drafts.ts';
import type { Screen } from './view-content.ts';

/** A view as it stands on the screen. */
export interface OpenView {
  /** As it is kept now. */
  view: View;
  /** As it was when it was opened: what changes are compared with, and saved upon. */
  base: DraftBase;
  /** With what is on the screen put into it. */
  content: ViewContent;
  /** What is on the screen is not what was saved. */
  isDirty: boolean;
  /** Somebody saved it in the meantime. */
  isBehind: boolean;
  /** What is on the screen, for a view of its own. */
  screen: Screen;
}
