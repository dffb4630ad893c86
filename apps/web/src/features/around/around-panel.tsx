import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { AroundAnswer } from '@watchfloor/contract';
import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useNow, useZone } from '../../lib/time.ts';
import { useSettled } from '../../lib/use-settled.ts';
import { Button } from '../../ui/button.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { formatTime } from '../../ui/time-format.ts';
import { setAroundOpen } from './around-open.ts';
import { aroundOptions } from './around-query.ts';
import { toAroundRows, toNoLookupWords, toUnreadWords } from './around-rows.ts';
import { type AroundLinks, AroundValue, KindIcon } from './around-value.tsx';

/** A held `j` passes thirty rows a second; only the one it rests on is asked for. */
const settleMs = 60;

export interface AroundPanelProps extends AroundLinks {
  uid: string;
  /** Its connection. */
  own: string;
  level: 2 | 3;
}

/** What each other source knows of what a finding names, a day before and after it, with how far each was read. */
export function AroundPanel({ uid, own, level, ...links }: AroundPanelProps) {
  const client = useQueryClient();
  const settled = useSettled(uid, settleMs);
  const isKept = client.getQueryState(aroundOptions(uid).queryKey)?.status === 'success';
  const { data, error, isFetching, refetch } = useQuery({ ...aroundOptions(uid), enabled: settled || isKept });
  const zone = useZone();
  const now = useNow();
  const clock = (at: number) => formatTime(at, zone, now);
  const Heading = `h${level}` as const;
  const top = useRef<HTMLElement>(null);
  // It was asked for: it comes into view wherever the pane is scrolled to.
  useEffect(() => {
    top.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <section ref={top} aria-label="Around it" aria-busy={!data && !error} className="border-b border-line pb-1">
      <div className="flex h-8 items-center gap-2 pr-2 pl-4">
        <Heading className="flex-none font-medium">Around it</Heading>
        {data && (
          <span className="min-w-0 truncate text-muted">
            {clock(data.range.from)} to {clock(data.range.to)}
          </span>
        )}
        <span className="flex-1" />
        <Button size={24} icon={X} label="Put “Around it” away" onPress={() => setAroundOpen(false)} />
      </div>
      {!data && !error && <Skeleton lines={4} lineHeightPx={24} className="px-4 pb-2" />}
      {error && !data && (
        <p role="status" className="flex items-center gap-2 px-4 pb-2">
          <span className="min-w-0 flex-1">What is kept could not be asked. {error.message}</span>
          <Button size={24} look="plain" onPress={() => void refetch()} isDisabled={isFetching}>
            Retry
          </Button>
        </p>
      )}
      {data && <Answer answer={data} own={own} clock={clock} now={now} links={links} />}
    </section>
  );
}

function Answer(props: {
  answer: AroundAnswer;
  own: string;
  clock: (at: number) => string;
  now: number;
  links: AroundLinks;
}) {
  const { answer, own, clock, now, links } = props;
  const { values, empty } = toAroundRows(answer);
  const unread = answer.sources.flatMap((source) => {
    const words = toUnreadWords(source.unread, answer.range, { now, clock });
    return words === undefined ? [] : [{ ...source, words }];
  });
  const noLookups = toNoLookupWords(answer);
  if (answer.values.length === 0) {
    return <p className="px-4 pb-2 text-muted">The finding names no user, host, address or hash to look for.</p>;
  }
  return (
    <>
      {unread.length > 0 && (
        <ul aria-label="Not read whole" className="px-4 pb-1.5">
          {unread.map(({ connection, label, words }) => (
            <li key={connection}>
              <span className="font-medium text-attention">{label}</span> was {words}: it may have more.
            </li>
          ))}
        </ul>
      )}
      <ul aria-label="Values">
        {values.map((row) => (
          <AroundValue key={`${row.kind} ${row.value}`} row={row} range={answer.range} own={own} links={links} />
        ))}
      </ul>
      {empty.length > 0 && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line px-4 py-1.5 text-muted">
          <span>No other finding names</span>
          {empty.map(({ kind, value }) => (
            <span key={`${kind} ${value}`} className="flex max-w-[180px] min-w-0 items-center gap-1">
              <KindIcon kind={kind} />
              <HostileText text={value} mono={kind !== 'user'} cut="middle" className="min-w-0" />
            </span>
          ))}
        </div>
      )}
      {answer.left > 0 && (
        <p className="border-t border-line px-4 py-1.5">
          {answer.left} more {answer.left === 1 ? 'value of it was' : 'values of it were'} not looked for.
        </p>
      )}
      {noLookups.length > 0 && (
        <ul aria-label="Not asked live" className="border-t border-line px-4 py-1.5 text-muted">
          {noLookups.map(({ connection, words }) => (
            <li key={`${connection} ${words}`}>
              <HostileText text={words} cut="none" />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
