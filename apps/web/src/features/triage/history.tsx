import type { MarkEntry, QueueFindingAnswer } from '@watchfloor/contract';
import { type ReactNode, useState } from 'react';
import { useNow, useZone } from '../../lib/time.ts';
import { Disclosure } from '../../ui/disclosure.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { toChangedFields } from './changed-fields.ts';
import { toEntryWords } from './words.ts';

/** What was done here and what changed at the vendor, the latest first. */
export function History({ answer: { history, changes }, level }: { answer: QueueFindingAnswer; level: 2 | 3 }) {
  const [isOpen, setIsOpen] = useState(true);
  const lines = [
    ...history.map((entry) => ({ at: entry.at, key: `entry ${entry.id}`, line: <EntryLine entry={entry} /> })),
    ...changes.map(({ at, before, after }, index) => ({
      at,
      // Changes have no id; the latest comes first, and none goes away.
      key: `change ${changes.length - index}`,
      line: <ChangeLine before={before} after={after} />,
    })),
  ].toSorted((a, b) => b.at - a.at);
  if (lines.length === 0) return null;
  return (
    <Disclosure
      level={level}
      className="border-t border-line py-1"
      title="History"
      note={`${lines.length}`}
      isOpen={isOpen}
      onOpenChange={setIsOpen}
    >
      <ol aria-label="History" className="px-4 pb-2">
        {lines.map(({ at, key, line }) => (
          <Line key={key} at={at}>
            {line}
          </Line>
        ))}
      </ol>
    </Disclosure>
  );
}

function Line({ at, children }: { at: number; children: ReactNode }) {
  const zone = useZone();
  const now = useNow();
  return (
    <li className="flex items-baseline gap-3 py-1">
      <TimeText at={at} zone={zone} now={now} className="w-20 flex-none text-muted" />
      <div className="min-w-0 flex-1">{children}</div>
    </li>
  );
}

function EntryLine({ entry }: { entry: MarkEntry }) {
  return (
    <>
      <HostileText text={entry.by} cut="none" className="font-medium" /> {toEntryWords(entry)}
      {entry.note !== null && <HostileText text={entry.note} cut="none" lines className="block text-prose" />}
    </>
  );
}

function ChangeLine({ before, after }: Pick<QueueFindingAnswer['changes'][number], 'before' | 'after'>) {
  return (
    <>
      <span className="text-muted">Changed at the vendor:</span>{' '}
      {toChangedFields(before, after).map(({ field, from, to }) => (
        <span key={field} className="block">
          {field}{' '}
          <span className="text-muted">
            <HostileText text={from} cut="none" charsMax={200} />
          </span>{' '}
          → <HostileText text={to} cut="none" charsMax={200} />
        </span>
      ))}
    </>
  );
}
