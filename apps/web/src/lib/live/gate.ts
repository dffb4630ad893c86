export interface GateOptions {
  /** Between two runs at least. */
  gapMs: number;
  /** While nobody sees the page. */
  gapHiddenMs: number;
  signal: AbortSignal;
}

/** Runs at once when it is asked to, and then once for all that asks meanwhile; never twice at a time. */
export function createGate(run: () => Promise<void>, { gapMs, gapHiddenMs, signal }: GateOptions): () => void {
  let isBusy = false;
  let isAsked = false;

  async function pass(): Promise<void> {
    isBusy = true;
    while (isAsked && !signal.aborted) {
      isAsked = false;
      await run();
      await pause(document.hidden ? gapHiddenMs : gapMs, signal);
    }
    isBusy = false;
  }

  return () => {
    isAsked = true;
    if (!isBusy) void pass();
  };
}

/** Shorter where somebody comes back to the page. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = new AbortController();
    const end = () => {
      clearTimeout(timer);
      over.abort();
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true, signal: over.signal });
    document.addEventListener('visibilitychange', () => !document.hidden && end(), { signal: over.signal });
    if (signal.aborted) end();
  });
}
