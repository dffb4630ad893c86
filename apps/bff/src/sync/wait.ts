export interface Wait {
  /** Ends after so many ms, at `wake`, or with the signal; never by an error. */
  for(ms: number): Promise<void>;
  /** Ends what is waited for now. */
  wake(): void;
}

/** A timer takes no more. */
const longestMs = 2 ** 31 - 1;

/** Waits of one reader, one at a time. @param signal whose abort ends them */
export function createWait(signal: AbortSignal): Wait {
  let wakeUp: () => void = () => undefined;
  return {
    for: (ms) =>
      new Promise((resolve) => {
        const end = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', end);
          resolve();
        };
        const timer = setTimeout(end, Math.min(ms, longestMs));
        signal.addEventListener('abort', end, { once: true });
        wakeUp = end;
        if (signal.aborted) end();
      }),
    wake: () => wakeUp(),
  };
}
