import { type View, type ViewContent, viewContentSchema } from '@watchfloor/contract';
import { useSyncExternalStore } from 'react';
import * as z from 'zod/mini';

const draftSchema = z.object({
  /** The view as it was when it was opened: what is changed is compared with this, whatever others save meanwhile. */
  base: z.optional(z.object({ version: z.number(), content: viewContentSchema })),
  columns: z.optional(viewContentSchema.shape.columns),
  density: z.optional(viewContentSchema.shape.density),
});
/** What of an open view the address cannot hold. */
export type Draft = z.infer<typeof draftSchema>;
export type DraftBase = NonNullable<Draft['base']>;

const draftsSchema = z.record(z.string(), draftSchema);
const storageKey = 'watchfloor.view-drafts';
const personKey = 'watchfloor.view-drafts.person';
const none: Draft = {};
const listeners = new Set<() => void>();
let drafts = read();

/** Unsaved columns and row height of a view, in this tab: they outlive a reload, and every other list stays as it is. */
export function useDraft(id: string | undefined): Draft {
  return useSyncExternalStore(subscribe, () => (id === undefined ? none : (drafts[id] ?? none)));
}

export function setDraft(id: string, change: Partial<Draft>): void {
  write({ ...drafts, [id]: { ...drafts[id], ...change } });
}

/** What was not saved is given up; the view is as it was saved. */
export function forgetDraft(id: string): void {
  const { [id]: _, ...others } = drafts;
  write(others);
}

/** Drafts are one person's: who signs in after them in the same tab finds none. */
export function keepDraftsOf(person: string): void {
  try {
    if (sessionStorage.getItem(personKey) === person) return;
    sessionStorage.setItem(personKey, person);
  } catch {
    // Without storage nothing of an earlier person can be left, as signing in as another one loads the page anew.
    return;
  }
  write({});
}

/**
 * What an open view is compared with. Once opened, it stays what it was then, so that a colleague's save in the meantime
 * is neither taken for one's own change nor overwritten by the next save.
 * @param isShownAs whether what is on the screen is this content
 */
export function chooseBase(
  view: Pick<View, 'version'> & { content: ViewContent },
  kept: DraftBase | undefined,
  isShownAs: (content: ViewContent) => boolean,
  isSame: (a: ViewContent, b: ViewContent) => boolean,
): DraftBase {
  const newest = { version: view.version, content: view.content };
  // A rename or another sharing is a new version of the same content.
  if (!kept || kept.version >= view.version || isSame(kept.content, view.content)) return newest;
  return isShownAs(view.content) ? newest : kept;
}

function write(next: Record<string, Draft>): void {
  drafts = next;
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(drafts));
  } catch {
    // Storage may be forbidden or full; the draft then lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

function read(): Record<string, Draft> {
  try {
    const parsed = draftsSchema.safeParse(JSON.parse(sessionStorage.getItem(storageKey) ?? '{}'));
    return parsed.success ? parsed.data : {};
  } catch {
    // Unreadable drafts are no reason to stop; views are then as they were saved.
    return {};
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
