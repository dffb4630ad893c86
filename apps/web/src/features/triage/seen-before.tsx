import type { QueueFindingAnswer } from '@watchfloor/contract';
import { useNow, useZone } from '../../lib/time.ts';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { toSeenWords } from './words.ts';

/** How others like it were decided: "14 of 15 benign, last A. Ruiz 12 Nov". */
export function SeenBefore({ seen, level }: { seen: NonNullable<QueueFindingAnswer['seenBefore']>; level: 2 | 3 }) {
  const Heading = `h${level}` as const;
  const zone = useZone();
  const now = useNow();
  return (
    <section className="px-4 pt-3 pb-1">
      <Heading className="text-label font-medium text-muted">Seen before: the same rule on the same entity</Heading>
      <p className="text-prose">
        {toSeenWords(seen.decided, seen.verdicts)}, last by <HostileText text={seen.last.by} cut="none" />{' '}
        <TimeText at={seen.last.at} zone={zone} now={now} />
      </p>
    </section>
  );
}
