import { useCallback, useLayoutEffect, useRef } from 'react';

/**
 * A function that stays the same object and does what the newest one does: for handlers given to memoised components.
 * Not for functions that are called while drawing.
 */
export function useStable<Args extends unknown[], Result>(run: (...args: Args) => Result): (...args: Args) => Result {
  const newest = useRef(run);
  useLayoutEffect(() => {
    newest.current = run;
  });
  return useCallback((...args: Args) => newest.current(...args), []);
}
