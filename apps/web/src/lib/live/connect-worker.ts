// Vite bundles the worker as a file of its own, and gives its address.
// oxlint-disable-next-line import/default
import workerUrl from './shared-worker.ts?sharedworker&url';

interface ScriptUrlPolicy {
  createScriptURL: (text: string) => string;
}

interface TrustedTypes {
  createPolicy: (name: string, rules: { createScriptURL: (text: string) => string }) => ScriptUrlPolicy;
}

let policy: ScriptUrlPolicy | undefined;

/**
 * The worker that all tabs of this browser share.
 * @returns undefined where the browser has none, or does not let us
 */
export function connectWorker(): SharedWorker | undefined {
  // A lock tells the worker that a tab is gone; a browser that shares workers has them on every secure page.
  if (!('SharedWorker' in globalThis) || !('locks' in navigator)) return undefined;
  try {
    return new SharedWorker(toTrusted(workerUrl), { type: 'module', name: 'watchfloor' });
  } catch (error) {
    // Switched off by the browser's owner, say: then every tab asks by itself.
    if (error instanceof DOMException || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** The only address that the page's one Trusted Types policy lets through: that of our own bundled worker. */
function toTrusted(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  if (!trustedTypes) return url;
  policy ??= trustedTypes.createPolicy('watchfloor', {
    createScriptURL(text) {
      if (text !== workerUrl) throw new TypeError('Only the bundled worker is a script here.');
      return text;
    },
  });
  // What it gives is an object that the browser knows; to everybody else it is the text.
  return policy.createScriptURL(url);
}
