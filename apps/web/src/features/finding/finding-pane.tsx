import type { SourceRecord } from '@watchfloor/contract';
import { X } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import type { RecordAddress } from '../../lib/api.ts';
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
  /** The records that `j` and `k` lead to next. */
  neighbours: readonly RecordAddress[];
  /** A way back to the record from which this one was opened. */
  back: ReactNode;
  /** The link to the full page. */
  openPage: ReactNode;
  onClose: () => void;
  /** What the team made of it, where it is kept here. */
  ours?: Ours | undefined;
}

/** What a finding of the queue has beyond the record at its vendor. */
export interface Ours {
  /** In the head: its state and whose it is. */
  standing: ReactNode;
  /** What can be decided. */
  actions: ReactNode;
  /** Above all else, where it was asked for: what the other sources know. */
  around: ReactNode;
  /** Above the vendor's part: what was decided about others like it. */
  known: ReactNode;
  /** Below it: what was done and what changed. */
  history: ReactNode;
  /** In place of the vendor's part where that cannot be had. */
  kept: ReactNode;
}

/** A record beside its list. The list keeps the focus; Space scrolls here. */
export function FindingPane({ place, row, neighbours, back, openPage, onClose, ours }: FindingPaneProps) {
  const { connection, resource, key } = place.record;
  const { data: detail, error, isFetching, refetch } = useDetail(place.record);
  usePrefetch(neighbours, detail !== undefined);
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
            <FindingHeader record={record} level={2} standing={ours?.standing} />
            {ours?.actions}
            <FindingBar record={record} detail={detail}>
              {openPage}
            </FindingBar>
          </>
        ) : (
          !error && <Skeleton lines={4} lineHeightPx={24} className="p-4" />
        )}
        {/* Keyed: another record starts at its top. */}
        <div
          key={`${connection}/${resource}/${key}`}
          ref={scroller}
          tabIndex={-1}
          className="min-h-0 flex-1 overflow-y-auto [scrollbar-gutter:stable]"
        >
          {record && ours?.around}
          {error && !detail && (
            <FindingProblem
              error={error}
              hasRow={row !== undefined && ours === undefined}
              isAsking={isFetching}
              onRetry={() => void refetch()}
            />
          )}
          {error && !detail && ours?.kept}
          {ours?.known}
          {detail && <FindingBody detail={detail} />}
          {(detail ?? error) && ours?.history}
          {!detail && !error && record && <Skeleton lines={10} lineHeightPx={24} className="p-4" />}
        </div>
      </div>
    </FindingProvider>
  );
}
