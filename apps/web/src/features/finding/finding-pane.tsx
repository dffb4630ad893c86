import type { SourceRecord } from '@watchfloor/contract';
import { X } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { useKeys } from '../../lib/keymap.ts';
import { Button } from '../../ui/button.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useDetail, usePrefetch } from './detail-query.ts';
import { FindingBar } from './finding-bar.tsx';
import { FindingBody } from './finding-body.tsx';
import { type FindingPlace, FindingProvider } from './finding-context.ts';
import { FindingHeader } from './finding-header.tsx';
import { FindingProblem } from './finding-problem.tsx';

export interface FindingPaneProps {
  place: FindingPlace;
  /** The row of the list: its head shows at once. Absent where the record is not among the loaded rows. */
  row: SourceRecord | undefined;
  neighbours: readonly SourceRecord[];
  /** A way back to the record from which this one was opened. */
  back: ReactNode;
  /** The link to the full page. */
  openPage: ReactNode;
  onClose: () => void;
}

/** A record beside its list. The list keeps the focus; Space scrolls here. */
export function FindingPane({ place, row, neighbours, back, openPage, onClose }: FindingPaneProps) {
  const { connection, resource, key } = place.record;
  const { data: detail, error, isFetching, refetch } = useDetail(place.record);
  usePrefetch(connection, resource, neighbours, detail !== undefined);
  const scroller = useRef<HTMLDivElement>(null);
  const scroll = (by: number) => scroller.current?.scrollBy({ top: by * (scroller.current.clientHeight - 40) });
  useKeys([
    { keys: 'Space', label: 'Scroll the pane', group: 'Read', run: () => scroll(1) },
    { keys: 'Shift+Space', label: 'Scroll the pane back', group: 'Read', run: () => scroll(-1) },
  ]);
  const record = detail?.record ?? row;
  return (
    <FindingProvider value={{ ...place, sectionLevel: 3 }}>
      <div className="relative flex min-h-0 flex-1 flex-col">
        {back}
        <div className="absolute top-2 right-2 z-10">
          {back === null && <Button icon={X} label="Close" onPress={onClose} />}
        </div>
        {record ? (
          <>
            <FindingHeader record={record} level={2} />
            <FindingBar record={record} detail={detail}>
              {openPage}
            </FindingBar>
          </>
        ) : (
          !error && <Skeleton lines={4} lineHeightPx={24} className="p-4" />
        )}
        {/* Keyed: another record starts at its top. */}
        <div
          key={key}
          ref={scroller}
          tabIndex={-1}
          className="min-h-0 flex-1 overflow-y-auto [scrollbar-gutter:stable]"
        >
          {error && !detail && (
            <FindingProblem
              error={error}
              hasRow={row !== undefined}
              isAsking={isFetching}
              onRetry={() => void refetch()}
            />
          )}
          {detail && <FindingBody detail={detail} />}
          {!detail && !error && record && <Skeleton lines={10} lineHeightPx={24} className="p-4" />}
        </div>
      </div>
    </FindingProvider>
  );
}
