import type { RecordLink } from '@watchfloor/contract';
import { useNow, useZone } from '../../lib/time.ts';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { useFinding } from './finding-context.ts';

/** Other records of the same connection that open from here. */
export function RecordLinks({ links }: { links: readonly RecordLink[] }) {
  const { renderLink } = useFinding();
  const zone = useZone();
  const now = useNow();
  return (
    <ul>
      {links.map((link) => (
        <li key={`${link.resource} ${link.key}`}>
          {renderLink(
            link,
            <>
              <TimeText at={link.at} zone={zone} now={now} className="w-[84px] flex-none text-muted" />
              <HostileText text={link.title} className="min-w-0 flex-1" />
            </>,
            'focus-inset flex h-7 items-center gap-2 px-4 hover:bg-surface',
          )}
        </li>
      ))}
    </ul>
  );
}
