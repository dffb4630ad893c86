import { useSyncExternalStore } from 'react';

let token: string | undefined;
const listeners = new Set<() => void>();

/** Keeps the token of a one-time link while its page is open, so that it can leave the address at once. */
export function keepLinkToken(next: string | undefined): void {
  token = next;
  for (const listener of listeners) listener();
}

export function useLinkToken(): string | undefined {
  return useSyncExternalStore(subscribe, () => token);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
