import { useState } from 'react';
import { formatCount, useNow, useZone } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { formatTime } from '../../ui/time-format.ts';
import { useRelated } from './detail-query.ts';
import { useFinding } from './finding-context.ts';
import { RecordLinks } from './record-links.tsx';

/** Records that this one belongs to. Looking costs the vendor calls, so it is asked when it is opened. */
export function Related({ title }: { title: string }) {
  const { record, connection, sectionLevel } = useFinding();
  const [isOpen, setIsOpen] = useState(false);
  const { data, error, refetch, isFetching } = useRelated(record, isOpen);
  const zone = useZone();
  const now = useNow();
  const clock = (at: number) => formatTime(at, zone, now);
  return (
    <Disclosure
      level={sectionLevel}
      className="border-t border-line py-1"
      title={title}
      note={data && `${data.links.length}`}
      isOpen={isOpen}
      onOpenChange={setIsOpen}
    >
      <div className="pb-2">
        {!data && !error && <Skeleton lines={2} lineHeightPx={28} className="px-4" />}
        {error && (
          <p className="flex items-center gap-2 px-4 text-muted">
            {error.message}
            <Button size={24} onPress={() => void refetch()} isDisabled={isFetching}>
              Retry
            </Button>
          </p>
        )}
        {data && (
          <>
            <RecordLinks links={data.links} />
            <p className="px-4 text-muted">
              {data.links.length === 0 && (data.looked.whole ? 'None was found. ' : 'None was found so far. ')}
              Looked through {formatCount(data.looked.rows)} from {clock(data.looked.from)} to {clock(data.looked.to)}.
              {data.links.length === 0 &&
                !data.looked.whole &&
                ` ${data.source.message ?? `${connection.label} has more in that time.`}`}
            </p>
          </>
        )}
      </div>
    </Disclosure>
  );
}
