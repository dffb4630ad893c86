import type { SourceRecord } from '@watchfloor/contract';
import { useState } from 'react';
import { formatCount, useNow, useZone } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { OutcomeWord } from '../../ui/outcome-word.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { useFinding } from './finding-context.ts';

const shownAtFirst = 20;

/** Records in time order; one with a key of its own opens. */
export function RecordRows({ records, resource }: { records: readonly SourceRecord[]; resource: string }) {
  const { renderLink } = useFinding();
  const zone = useZone();
  const now = useNow();
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? records : records.slice(0, shownAtFirst);
  return (
    <>
      <ol className="@container">
        {shown.map((record) => {
          const content = (
            <>
              <TimeText at={record.happened} zone={zone} now={now} className="w-[84px] flex-none text-muted" />
              <HostileText text={record.title} className="min-w-0 flex-1" />
              <HostileText
                text={toEnds(record)}
                mono
                className="order-last w-full min-w-0 pl-[92px] text-muted @min-[640px]:order-none @min-[640px]:w-auto @min-[640px]:flex-1 @min-[640px]:pl-0"
              />
              {record.outcome !== 'not_stated' && <OutcomeWord outcome={record.outcome} className="w-16 flex-none" />}
            </>
          );
          // In the pane the two ends take a line of their own: side by side neither could be read.
          const look = 'flex flex-wrap items-center gap-x-2 px-4 py-1.5 @min-[640px]:flex-nowrap';
          return (
            <li key={record.uid}>
              {record.key === '' ? (
                <span className={look}>{content}</span>
              ) : (
                renderLink(
                  { resource, key: record.key, hint: record.hint },
                  content,
                  `focus-inset ${look} hover:bg-surface`,
                )
              )}
            </li>
          );
        })}
      </ol>
      {shown.length < records.length && (
        <Button size={24} className="ml-3" onPress={() => setShowsAll(true)}>
          Show all {formatCount(records.length)}
        </Button>
      )}
    </>
  );
}

/** `10.20.14.37 → 203.0.113.45`, as far as the record names its ends. */
function toEnds({ entities }: SourceRecord): string {
  const find = (role: string) =>
    entities.find((one) => one.role === role && (one.kind === 'ip' || one.kind === 'host'))?.value;
  const [from, to] = [find('source'), find('destination')];
  return from !== undefined && to !== undefined ? `${from} → ${to}` : (from ?? to ?? '');
}
