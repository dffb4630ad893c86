import type { ReactNode } from 'react';
import { useRef } from 'react';
import { useKeys } from '../../lib/keymap.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useDetail } from './detail-query.ts';
import { FindingBar } from './finding-bar.tsx';
import { FindingBody } from './finding-body.tsx';
import { type FindingPlace, FindingProvider } from './finding-context.ts';
import { FindingHeader } from './finding-header.tsx';
import { FindingProblem } from './finding-problem.tsx';

/** A record on its own page. */
export function FindingPage({ place, back, onBack }: { place: FindingPlace; back: ReactNode; onBack: () => void }) {
  const { data: detail, error, isFetching, refetch } = useDetail(place.record);
  const scroller = useRef<HTMLDivElement>(null);
  const scroll = (by: number) => scroller.current?.scrollBy({ top: by * (scroller.current.clientHeight - 40) });
  useKeys([
    { keys: 'Esc', label: 'Back to the list', group: 'Move', run: onBack },
    { keys: 'Space', label: 'Scroll down', group: 'Read', run: () => scroll(1) },
    { keys: 'Shift+Space', label: 'Scroll up', group: 'Read', run: () => scroll(-1) },
  ]);
  return (
    <FindingProvider value={{ ...place, sectionLevel: 2 }}>
      <main className="flex h-full min-w-0 flex-1 flex-col">
        <div className="flex h-10 flex-none items-center gap-2 border-b border-line px-2">{back}</div>
        <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto" tabIndex={-1}>
          <div className="mx-auto max-w-[1200px] pb-12">
            {detail && (
              <>
                <FindingHeader record={detail.record} level={1} />
                <FindingBar record={detail.record} detail={detail} />
                <FindingBody detail={detail} />
              </>
            )}
            {error && !detail && (
              <>
                <h1 className="sr-only">{place.resource.singular}</h1>
                <FindingProblem error={error} hasRow={false} isAsking={isFetching} onRetry={() => void refetch()} />
              </>
            )}
            {!detail && !error && <Skeleton lines={14} lineHeightPx={24} className="p-4" />}
          </div>
        </div>
      </main>
    </FindingProvider>
  );
}
