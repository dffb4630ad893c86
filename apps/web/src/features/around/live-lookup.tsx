import type { Interval, Lookup } from '@watchfloor/contract';
import { Radio } from 'lucide-react';
import type { ReactNode } from 'react';
import { useNow, useZone } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { formatTime } from '../../ui/time-format.ts';
import { toRangeText } from '../../ui/time-range/shift.ts';
import { toLiveCount, toLiveReach } from './live-words.ts';
import { toLookupParams, useLiveLookup } from './use-live-lookup.ts';

export interface LiveLookupProps {
  lookup: Lookup;
  range: Interval;
  /** A link to the vendor's own list with the same question. */
  renderLink: (
    lookup: Lookup,
    params: ReturnType<typeof toLookupParams>,
    children: ReactNode,
    className: string,
  ) => ReactNode;
}

/** One question to a vendor itself: asked by hand, with its answer in its place. */
export function LiveLookup({ lookup, range, renderLink }: LiveLookupProps) {
  const zone = useZone();
  const now = useNow();
  const text = toRangeText(range);
  const { counted, progress, isAsking, error, ask, stop } = useLiveLookup(lookup, text);
  const clock = (at: number) => formatTime(at, zone, now);
  const shown = counted ?? progress;
  const isNothing = shown !== undefined && shown.records === 0 && shown.source?.code !== undefined;
  const asked = `${lookup.label} by ${toInner(lookup.filterLabel)}`;
  return (
    <li className="flex min-h-7 flex-wrap items-center gap-x-2 pl-[22px]">
      <Radio size={14} strokeWidth={1.75} aria-hidden className="flex-none text-muted" />
      <span className="flex min-w-0 flex-1 items-baseline gap-1">
        <span className="truncate" title={asked}>
          {asked}
        </span>
        {lookup.byId && (
          <span className="flex min-w-0 items-baseline gap-1 text-muted" title={lookup.values.join('\n')}>
            <HostileText text={lookup.values[0] ?? ''} mono cut="middle" tail={4} className="max-w-[110px]" />
            {lookup.values.length > 1 && `+${lookup.values.length - 1}`}
          </span>
        )}
      </span>
      <span role="status" className="flex items-center gap-2">
        {shown && !isNothing && !isAsking
          ? renderLink(
              lookup,
              toLookupParams(lookup, text),
              toLiveCount(shown),
              'font-medium text-accent hover:underline',
            )
          : shown && isAsking && <span className="text-muted">{toLiveCount(shown)}</span>}
      </span>
      {isAsking ? (
        <Button size={24} onPress={stop} label={`Stop asking ${asked}`}>
          Stop
        </Button>
      ) : (
        <Button size={24} look={shown || error ? 'quiet' : 'plain'} onPress={ask} label={`Ask ${asked}`}>
          {shown || error ? 'Again' : 'Ask'}
        </Button>
      )}
      {(shown || error) && !isAsking && (
        <span className="basis-full pb-1 pl-[22px] text-muted">
          {error && !shown ? error.message : shown && toLiveReach(shown, clock)}
        </span>
      )}
    </li>
  );
}

/** Inside a sentence; "SHA-256" stays as it is. */
const toInner = (label: string) => label.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
