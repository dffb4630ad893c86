import { CloudOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Clock } from '../../lib/list/clock.ts';
import type { LiveState } from '../../lib/live/live.ts';

/** A stream that is back sooner was never missed. */
const tellAfterMs = 2_000;

/** That changes are not told as they happen; and while they are, that nothing came, where that is so. */
export function LiveStanding({ state, quiet, clock }: { state: LiveState; quiet: string | undefined; clock: Clock }) {
  const isAsking = state.kind === 'asking';
  const [isTold, setTold] = useState(false);
  useEffect(() => {
    if (!isAsking) return undefined;
    const timer = setTimeout(() => setTold(true), tellAfterMs);
    return () => {
      clearTimeout(timer);
      setTold(false);
    };
  }, [isAsking]);
  if (!isAsking) {
    return (
      <>
        <p role="status" className="sr-only" />
        {/* No status: its age moves on, and would be read out again and again. */}
        {quiet !== undefined && <p className="min-w-0 truncate pr-1 pl-3 text-muted">{quiet}</p>}
      </>
    );
  }
  const { lead, rest } = toLiveWords(state.stoppedAt, clock);
  return (
    <p
      role="status"
      className={isTold ? 'appear flex min-w-0 items-center gap-1.5 pr-1 pl-3 whitespace-nowrap' : 'sr-only'}
    >
      {isTold && (
        <>
          <CloudOff
            size={14}
            strokeWidth={1.75}
            aria-hidden
            className={state.stoppedAt === null ? 'flex-none text-muted' : 'flex-none text-attention'}
          />
          {lead !== '' && <span className="font-medium">{lead}</span>}
          <span className="truncate text-muted">{rest}</span>
        </>
      )}
    </p>
  );
}

/** @param stoppedAt null where the browser never had a stream */
export function toLiveWords(stoppedAt: number | null, clock: Clock): { lead: string; rest: string } {
  if (stoppedAt === null) return { lead: '', rest: 'Asking for changes every 3 s' };
  return { lead: `Live updates stopped at ${clock(stoppedAt)}.`, rest: 'Asking every 3 s instead' };
}
