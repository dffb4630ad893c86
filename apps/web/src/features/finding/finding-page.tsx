import type { SourceRecord } from '@watchfloor/contract';
import { type ReactNode, useRef } from 'react';
import type { RecordAddress } from '../../lib/api.ts';
import { useKeys } from '../../lib/keymap.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useDetail, usePrefetch } from './detail-query.ts';
import { FindingBar } from './finding-bar.tsx';
import { FindingBody } from './finding-body.tsx';
import { type FindingPlace, FindingProvider } from './finding-context.ts';
import { FindingHeader } from './finding-header.tsx';
import type { Ours } from './finding-pane.tsx';
import { FindingProblem } from './finding-problem.tsx';

export interface FindingPageProps {
  place: FindingPlace;
  back: ReactNode;
  onBack: () => void;
  /** Its row in a list: its head shows at once. */
  row?: SourceRecord | undefined;
  /** At the other end of the line that leads back: the next and the one before. */
  steps?: ReactNode;
  /** Those, to be read ahead. */
  neighbours?: readonly RecordAddress[];
  /** What the team made of it, where it is kept here: beside it where there is room. */
  ours?: Ours | undefined;
  /** Among what can be done with it. */
  links?: ReactNode;
}

/** A record on its own page. */
export function FindingPage({ place, back, onBack, row, steps, neighbours = [], ours, links }: FindingPageProps) {
  const { data: detail, error, isFetching, refetch } = useDetail(place.record);
  usePrefetch(neighbours, detail !== undefined);
  const scroller = useRef<HTMLDivElement>(null);
  const scroll = (by: number) => scroller.current?.scrollBy({ top: by * (scroller.current.clientHeight - 40) });
  useKeys([
    { keys: 'Esc', label: 'Back to the list', group: 'Move', run: onBack },
    { keys: 'Space', label: 'Scroll down', group: 'Read', run: () => scroll(1) },
    { keys: 'Shift+Space', label: 'Scroll up', group: 'Read', run: () => scroll(-1) },
  ]);
  const record = detail?.record ?? row;
  const aside = ours !== undefined;
  return (
    <FindingProvider value={{ ...place, sectionLevel: 2 }}>
      <main className="flex h-full min-w-0 flex-1 flex-col">
        <div className="flex h-10 flex-none items-center gap-2 border-b border-line px-2">
          {back}
          <span className="flex-1" />
          {steps}
        </div>
        {ours?.actions && <div className="-mt-px border-b border-line">{ours.actions}</div>}
        <div ref={scroller} className="@container min-h-0 flex-1 overflow-y-auto" tabIndex={-1}>
          <div
            className={
              aside
                ? 'mx-auto grid max-w-[1720px] pb-12 @min-[1120px]:grid-cols-[minmax(0,1fr)_480px]'
                : 'mx-auto max-w-[1200px] pb-12'
            }
          >
            <div className="min-w-0">
              {record && (
                <>
                  <FindingHeader record={record} level={1} standing={ours?.standing} />
                  <FindingBar record={record} detail={detail}>
                    {links}
                  </FindingBar>
                </>
              )}
              {detail && <FindingBody detail={detail} />}
              {error && !detail && (
                <>
                  {!record && <h1 className="sr-only">{place.resource.singular}</h1>}
                  <FindingProblem error={error} hasRow={false} isAsking={isFetching} onRetry={() => void refetch()} />
                  {ours?.kept}
                </>
              )}
              {!detail && !error && <Skeleton lines={14} lineHeightPx={24} className="p-4" />}
            </div>
            {aside && (
              <aside
                aria-label="What is known here"
                className="min-w-0 border-t border-line @min-[1120px]:border-t-0 @min-[1120px]:border-l"
              >
                {ours.around}
                {ours.known}
                {ours.history}
              </aside>
            )}
          </div>
        </div>
      </main>
    </FindingProvider>
  );
}
