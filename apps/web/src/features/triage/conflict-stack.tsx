import { TriangleAlert } from 'lucide-react';
import { useNow } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import type { Triage } from './use-triage.ts';
import { toConflictWords } from './words.ts';

/** Who was first and with what. Over the page, where it moves nothing and takes no key; it stays until it is answered. */
export function ConflictStack({ triage }: { triage: Pick<Triage, 'conflicts' | 'keepTheirs' | 'replace'> }) {
  const now = useNow();
  if (triage.conflicts.length === 0) return null;
  return (
    <section aria-label="Conflicts" className="pointer-events-none fixed inset-x-0 bottom-16 z-50">
      <ul aria-label="Conflicts" className="flex flex-col items-center gap-2">
        {triage.conflicts.map((conflict) => (
          <li
            key={conflict.uid}
            className="appear pointer-events-auto flex w-[560px] max-w-[calc(100vw-32px)] items-start gap-2 rounded-floating bg-raised px-3 py-2 shadow-floating"
          >
            <TriangleAlert size={14} strokeWidth={1.75} aria-hidden className="mt-0.5 flex-none text-attention" />
            <div role="alert" className="min-w-0 flex-1">
              <p>
                <HostileText
                  text={toConflictWords(conflict.current, conflict.before, Math.max(now, conflict.toldAt))}
                  cut="none"
                  canShowAll={false}
                  className="font-medium"
                />{' '}
                Yours was not saved.
              </p>
              <HostileText text={conflict.title} className="text-muted" />
            </div>
            <Button size={24} look="plain" onPress={() => triage.keepTheirs(conflict)}>
              Keep theirs
            </Button>
            {conflict.decision.kind !== 'undo' && (
              <Button size={24} onPress={() => triage.replace(conflict)}>
                Replace
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
