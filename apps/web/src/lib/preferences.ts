import { useSyncExternalStore } from 'react';
import * as z from 'zod/mini';

/** How the columns of one list are arranged; names that the list no longer has do no harm. */
const columnsSchema = z.object({
  order: z.array(z.string()),
  sizes: z.record(z.string(), z.number()),
  hidden: z.array(z.string()),
});

const preferencesSchema = z.object({
  density: z.catch(z.enum(['compact', 'normal', 'roomy']), 'normal'),
  zone: z.catch(z.enum(['local', 'utc']), 'local'),
  keys: z.catch(z.boolean(), true),
  chart: z.catch(z.boolean(), true),
  railFolded: z.catch(z.optional(z.boolean()), undefined),
  facetsFolded: z.catch(z.optional(z.boolean()), undefined),
  paneWidthPx: z.catch(z.number(), 520),
  /** By `<vendor>:<resource>`: who likes a column likes it in every account of that product. */
  columns: z.catch(z.record(z.string(), columnsSchema), {}),
});
export type Preferences = z.infer<typeof preferencesSchema>;

const storageKey = 'watchfloor.preferences';
const listeners = new Set<() => void>();
let current = read();

/** How this person likes the screen. Kept in the browser, shared by its tabs; never part of a link. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, () => current);
}

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(storageKey, JSON.stringify(current));
  } catch {
    // Storage may be forbidden or full; the choice then holds for this page only.
  }
  for (const listener of listeners) listener();
}

export function getPreferences(): Preferences {
  return current;
}

/** Reads what an older version, another tab or a person may have written: a bad field falls back alone. */
export function parsePreferences(text: string | null): Preferences {
  let given: unknown = {};
  try {
    given = JSON.parse(text ?? '{}');
  } catch {
    // Unreadable preferences are no reason to stop; the defaults are used.
  }
  const object = typeof given === 'object' && given !== null && !Array.isArray(given) ? given : {};
  return preferencesSchema.parse({ columns: {}, ...object });
}

function read(): Preferences {
  try {
    return parsePreferences(localStorage.getItem(storageKey));
  } catch {
    return parsePreferences(null);
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) window.addEventListener('storage', onStorage);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('storage', onStorage);
  };
}

function onStorage(event: StorageEvent): void {
  if (event.key !== storageKey) return;
  current = parsePreferences(event.newValue);
  for (const listener of listeners) listener();
}
