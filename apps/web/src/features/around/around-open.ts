import { useSyncExternalStore } from 'react';
import { useKeys } from '../../lib/keymap.ts';

const listeners = new Set<() => void>();
let isOpen = false;

/** Whether the panel is shown: it stays so from one finding to the next, and over Back, until it is put away. */
export function useAroundOpen(): boolean {
  return useSyncExternalStore(subscribe, () => isOpen);
}

export function setAroundOpen(next: boolean): void {
  isOpen = next;
  for (const listener of listeners) listener();
}

/** `o`, where a finding stands. */
export function useAroundKey(): void {
  useKeys([{ keys: 'o', label: 'Around it: what the other sources know', group: 'Read', run: toggle }]);
}

const toggle = () => setAroundOpen(!isOpen);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
