import type { Section } from '@watchfloor/contract';
import { useNow, useZone } from '../../lib/time.ts';
import { OutcomeWord } from '../../ui/outcome-word.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { TimeText } from '../../ui/time-text.tsx';

type Step = Extract<Section, { kind: 'steps' }>['steps'][number];

/** What happened in one matter, in time order. */
export function Steps({ steps }: { steps: readonly Step[] }) {
  const zone = useZone();
  const now = useNow();
  return (
    <ol className="px-4">
      {steps.map((step, index) => (
        // A vendor's steps have no id and never move.
        <li key={index} className="flex items-baseline gap-3 py-1">
          <span className="w-20 shrink-0 text-muted">
            {step.at === null ? '—' : <TimeText at={step.at} zone={zone} now={now} />}
          </span>
          <span className="min-w-0">
            <HostileText text={step.title} cut="none" />
            {step.note !== undefined && (
              <span className="pl-2 text-muted">
                <HostileText text={step.note} cut="none" />
              </span>
            )}
          </span>
          {step.outcome !== 'not_stated' && (
            <OutcomeWord outcome={step.outcome} className="ml-auto flex-none whitespace-nowrap" />
          )}
        </li>
      ))}
    </ol>
  );
}
