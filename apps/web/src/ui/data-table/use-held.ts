import { type ReactElement, useEffect, useRef, useState } from 'react';

/** As long as a skeleton is late: what is answered sooner is shown without a flicker, and without the cost of one. */
const holdMs = 200;

/**
 * While the rows of another question are read, those of the one before for a moment.
 * @param body the rows as they are
 * @param isWaiting there are none yet
 * @returns what to show. Held rows are to be read, not chosen. `wasHeld`: this wait began with rows, so that a skeleton for
 * the rest of it is late already
 */
export function useHeld(
  body: ReactElement,
  isWaiting: boolean,
): { shown: ReactElement; isHeld: boolean; wasHeld: boolean } {
  const last = useRef<ReactElement>(undefined);
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    if (!isWaiting) return undefined;
    const timer = setTimeout(() => setIsOver(true), holdMs);
    return () => {
      clearTimeout(timer);
      setIsOver(false);
    };
  }, [isWaiting]);
  if (!isWaiting) last.current = body;
  const held = isWaiting && !isOver ? last.current : undefined;
  return { shown: held ?? body, isHeld: held !== undefined, wasHeld: isWaiting && last.current !== undefined };
}
