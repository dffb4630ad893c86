import { useInfiniteQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type BulkItem, type BulkJob, type BulkOutcome, bulkOutcomes } from '@watchfloor/contract';
import { Download } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { toReceiptPath } from '../../lib/api.ts';
import { formatCount } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { bulkItemsOptions } from './bulk-query.ts';
import { outcomeWords, toCountWords, toFoundWords, toJobWords } from './bulk-words.ts';

export interface BulkReceiptProps {
  job: BulkJob;
  nameOf: (connection: string) => string;
  onUndo: (() => void) | undefined;
  onClose: () => void;
}

const rowPx = 28;
const askAheadRows = 60;

/** What became of each finding, one by one. What was not done stands first. */
export function BulkReceipt({ job, nameOf, onUndo, onClose }: BulkReceiptProps) {
  const [chosen, setChosen] = useState<BulkOutcome | undefined>(job.counts.conflict > 0 ? 'conflict' : undefined);
  const shown = bulkOutcomes.filter((outcome) => job.counts[outcome] > 0);
  return (
    <Dialog
      title={`Receipt: ${toJobWords(job)}`}
      isOpen
      onOpenChange={onClose}
      widthPx={920}
      actions={
        <>
          <a
            href={toReceiptPath(job.id)}
            download="watchfloor-receipt.csv"
            className="inline-flex h-7 items-center gap-1 rounded-control border border-line px-2 font-medium hover:bg-surface"
          >
            <Download size={14} strokeWidth={1.75} aria-hidden />
            CSV
          </a>
          <span className="flex-1" />
          {onUndo && (
            <Button
              look="plain"
              onPress={() => {
                onClose();
                onUndo();
              }}
            >
              Undo all
            </Button>
          )}
          <Button look="filled" onPress={onClose}>
            Close
          </Button>
        </>
      }
    >
      <p className="pb-2">
        <HostileText text={toCountWords(job)} cut="none" canShowAll={false} />
      </p>
      <div role="group" aria-label="Show" className="flex flex-wrap gap-1 pb-2">
        <Button look="plain" size={24} isPressed={chosen === undefined} onPress={() => setChosen(undefined)}>
          All {formatCount(job.findings)}
        </Button>
        {shown.map((outcome) => (
          <Button
            key={outcome}
            look="plain"
            size={24}
            isPressed={chosen === outcome}
            onPress={() => setChosen(outcome)}
          >
            {outcomeWords[outcome]} {formatCount(job.counts[outcome])}
          </Button>
        ))}
      </div>
      <Items key={chosen ?? 'all'} job={job} outcome={chosen} nameOf={nameOf} />
    </Dialog>
  );
}

function Items({
  job,
  outcome,
  nameOf,
}: Pick<BulkReceiptProps, 'job' | 'nameOf'> & { outcome: BulkOutcome | undefined }) {
  const scroller = useRef<HTMLDivElement>(null);
  const { data, error, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery(bulkItemsOptions(job.id, outcome));
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 10,
  });
  const drawn = virtual.getVirtualItems();
  const last = drawn.at(-1)?.index ?? -1;
  const isNear = hasNextPage && !isFetching && !error && last >= items.length - 1 - askAheadRows;
  useEffect(() => {
    if (isNear) void fetchNextPage();
  }, [isNear, fetchNextPage]);
  return (
    <>
      <div
        ref={scroller}
        role="table"
        aria-label="What became of each finding"
        aria-rowcount={outcome === undefined ? job.findings : job.counts[outcome]}
        tabIndex={0}
        className="focus-inset h-[42vh] min-h-40 overflow-auto border-y border-line"
      >
        {!data && !error && <Skeleton lines={6} className="p-2" />}
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
          {drawn.map(({ index, start }) => {
            const item = items[index];
            return item && <Item key={item.position} item={item} index={index} startPx={start} nameOf={nameOf} />;
          })}
        </div>
      </div>
      {error && <p role="alert">{error.message}</p>}
    </>
  );
}

function Item({
  item,
  index,
  startPx,
  nameOf,
}: {
  item: BulkItem;
  index: number;
  startPx: number;
  nameOf: (connection: string) => string;
}) {
  const isLeft = item.outcome === 'conflict' || item.outcome === 'gone' || item.outcome === 'left';
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      className="absolute inset-x-0 grid grid-cols-[150px_minmax(0,1fr)_120px_minmax(0,280px)] items-center gap-3 px-2"
      style={{ top: startPx, height: rowPx }}
    >
      <span role="cell" className={cx('truncate', isLeft ? 'font-medium' : 'text-muted')}>
        {outcomeWords[item.outcome]}
      </span>
      <span role="cell" className="min-w-0">
        <HostileText text={item.title ?? item.uid} {...(item.title === null ? { className: 'font-mono' } : {})} />
      </span>
      <span role="cell" className="min-w-0 text-muted">
        <HostileText text={nameOf(item.connection)} />
      </span>
      <span role="cell" className="min-w-0">
        <HostileText text={toFoundWords(item)} />
      </span>
    </div>
  );
}
