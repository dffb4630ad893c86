import type { QueueFindingAnswer, QueueRow } from '@watchfloor/contract';
import type { ReactNode } from 'react';
import { KeptCopy } from '../features/queue/kept-copy.tsx';
import { PageWords } from '../features/shell/page-words.tsx';
import { History } from '../features/triage/history.tsx';
import { Standing } from '../features/triage/standing.tsx';
import { ApiError } from '../lib/api.ts';
import { useNow, useZone } from '../lib/time.ts';
import { SeverityMark } from '../ui/severity-mark.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { HostileText } from '../ui/text/hostile-text.tsx';
import { TimeText } from '../ui/time-text.tsx';

/** A finding whose connection was removed: what is kept of it, and what was done. */
export function KeptFinding(props: { row: QueueRow; known: QueueFindingAnswer | undefined; back: ReactNode }) {
  const { row, known, back } = props;
  const zone = useZone();
  const now = useNow();
  return (
    <main className="flex h-full min-w-0 flex-1 flex-col">
      <title>Finding · Watchfloor</title>
      <div className="flex h-10 flex-none items-center border-b border-line px-2">{back}</div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-[1200px] pb-12">
          <div className="px-4 pt-3 pb-2">
            <SeverityMark severity={row.severity} vendorLabel={row.priorityLabel} />
            <h1 className="mt-1 text-title font-semibold">
              <HostileText text={row.title} cut="none" canShowAll={false} />
            </h1>
            <p className="mt-1 text-muted">
              Happened <TimeText at={row.happened} zone={zone} now={now} className="text-text" />
            </p>
            <Standing mark={row.mark} />
          </div>
          <p role="status" className="border-t border-line px-4 py-3 text-prose font-medium">
            Its connection, {row.connection}, is not here any more.
          </p>
          <KeptCopy row={row} />
          {known && <History answer={known} level={2} />}
        </div>
      </div>
    </main>
  );
}

/** No row yet, or none at all. */
export function NoFinding({ error, back }: { error: Error | null; back: ReactNode }) {
  if (!error) {
    return (
      <main className="flex-1" aria-busy>
        <Skeleton lines={14} lineHeightPx={24} className="p-4" />
      </main>
    );
  }
  const isUnknown = error instanceof ApiError && error.code === 'unknown_finding';
  return (
    <PageWords title={error.message} action={back}>
      {isUnknown && 'It may be older than what is kept here, or not among what you may see.'}
    </PageWords>
  );
}
