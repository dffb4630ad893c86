import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import { getPreferences } from './preferences.ts';

export interface KeyBinding {
  /** As `?` shows it: `j`, `Shift+F`, `Ctrl+K`, `t ←`. Letters are those typed, so they follow the layout. */
  keys: string;
  label: string;
  group: 'Move' | 'Read' | 'Decide' | 'Filter' | 'Copy' | 'Time' | 'Screen';
  run: () => void;
}

let bindings: readonly KeyBinding[] = [];
const listeners = new Set<() => void>();
let prefix: { key: string; at: number } | undefined;
/** How long a first key, such as `t`, waits for its second. */
const prefixMs = 1_500;

/** Binds keys while the component stands. A later binding of the same keys wins. */
export function useKeys(given: readonly KeyBinding[]): void {
  const run = useEffectEvent((keys: string) => given.find((one) => one.keys === keys)?.run());
  const toMine = useEffectEvent(() => given.map((one) => ({ ...one, run: () => run(one.keys) })));
  const names = given.map((one) => `${one.keys}\n${one.label}\n${one.group}`).join('\t');
  // `names` is all of `given` that the registry shows; what a key does is read when it is pressed.
  useEffect(() => {
    const mine = toMine();
    change([...bindings, ...mine]);
    return () => change(bindings.filter((one) => !mine.includes(one)));
  }, [names]);
}

/** All keys that work now, for `?`. */
export function useBoundKeys(): readonly KeyBinding[] {
  return useSyncExternalStore(subscribe, () => bindings);
}

/** Listens on the window. @returns the function that ends it */
export function startKeymap(target: Window = window): () => void {
  target.addEventListener('keydown', onSecondKey, true);
  target.addEventListener('keydown', onKeyDown);
  return () => {
    target.removeEventListener('keydown', onSecondKey, true);
    target.removeEventListener('keydown', onKeyDown);
  };
}

/** The second key of a pair comes before the focused control's own keys: in `t ←` the arrow is not the grid's. */
function onSecondKey(event: KeyboardEvent): void {
  const key = toKey(event);
  if (prefix === undefined || key === undefined) return;
  const found = event.timeStamp - prefix.at < prefixMs ? find(`${prefix.key} ${key}`) : undefined;
  prefix = undefined;
  if (!found) return;
  event.preventDefault();
  event.stopPropagation();
  found.run();
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || !getPreferences().keys) return;
  const key = toKey(event);
  if (key === undefined || belongsElsewhere(event, key)) return;
  const found = find(key);
  if (found) {
    event.preventDefault();
    found.run();
  } else if (bindings.some((one) => one.keys.startsWith(`${key} `))) {
    event.preventDefault();
    prefix = { key, at: event.timeStamp };
  }
}

const names: Record<string, string> = { ' ': 'Space', Escape: 'Esc', ArrowLeft: '←', ArrowRight: '→' };

/** The key as bindings spell it; undefined for modifiers alone and for combinations that are the browser's. */
export function toKey(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>) {
  const { key } = event;
  if (key === 'Shift' || key === 'Control' || key === 'Alt' || key === 'Meta' || event.altKey) return undefined;
  const command = event.ctrlKey || event.metaKey;
  if (names[key]) return command ? undefined : `${event.shiftKey ? 'Shift+' : ''}${names[key]}`;
  if ([...key].length !== 1) return command ? undefined : key;
  const upper = key.toUpperCase();
  if (command) return event.shiftKey ? undefined : `Ctrl+${upper}`;
  // A shifted letter is `Shift+F`; a shifted sign, such as `?`, is the sign.
  return event.shiftKey && upper !== key.toLowerCase() ? `Shift+${upper}` : key;
}

function find(keys: string): KeyBinding | undefined {
  return bindings.findLast((one) => one.keys === keys);
}

const textFields =
  'input:not([type=checkbox],[type=radio],[type=button]), textarea, select, [contenteditable], [role=textbox], [role=spinbutton]';
// Menus and list boxes search by letters; a dialog is another place with its own keys.
const ownKeys = '[role=menu], [role=listbox], [role=dialog], [role=alertdialog]';
const controls =
  'a[href], button, summary, [role=button], [role=checkbox], [role=switch], [role=tab], [role=separator]';

function belongsElsewhere(event: KeyboardEvent, key: string): boolean {
  const target = event.target instanceof Element ? event.target : null;
  if (target === null) return false;
  if (target.closest(textFields) || target.closest(ownKeys)) return key !== 'Ctrl+K';
  if (key === 'Enter' || key === 'Space') return target.closest(controls) !== null;
  return false;
}

function change(next: readonly KeyBinding[]): void {
  bindings = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
