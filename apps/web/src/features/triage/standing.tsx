import { type Mark, verdictLabels } from '@watchfloor/contract';
import { RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useNow, useZone } from '../../lib/time.ts';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { stateWords } from './words.ts';

/** Our state of a finding and whose it is; and where it became active again, why. */
export function Standing({ mark, children }: { mark: Mark; children?: ReactNode }) {
  const zone = useZone();
  const now = useNow();
  const { state, owner, verdict, reopened, updatedAt, updatedBy } = mark;
  return (
    <div className="mt-1 flex flex-wrap items-center gap-x-4">
      <span>
        <span className="text-muted">State</span> <span className="font-medium">{stateWords[state]}</span>
      </span>
      <span className="flex min-w-0 gap-1">
        <span className="text-muted">Owner</span>
        {owner ? <HostileText text={owner.name} /> : <span className="text-muted">nobody</span>}
      </span>
      {verdict && (
        <span>
          <span className="text-muted">Verdict</span> {verdictLabels[verdict]}
        </span>
      )}
      {updatedAt !== null && updatedBy !== null && (
        <span className="flex min-w-0 gap-1 text-muted">
          changed by <HostileText text={updatedBy} /> <TimeText at={updatedAt} zone={zone} now={now} />
        </span>
      )}
      {reopened && (
        <span className="flex basis-full items-center gap-1">
          <RotateCcw size={12} strokeWidth={1.75} aria-hidden className="flex-none" />
          <span className="font-medium">Active again</span>{' '}
          <HostileText text={reopened.why} cut="none" canShowAll={false} />
        </span>
      )}
      {children}
    </div>
  );
}
