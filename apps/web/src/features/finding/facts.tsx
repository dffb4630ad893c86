import { type Fact, outcomes, severities } from '@watchfloor/contract';
import type { ReactNode } from 'react';
import { useNow, useZone } from '../../lib/time.ts';
import { FactGrid } from '../../ui/fact-grid.tsx';
import { OutcomeWord } from '../../ui/outcome-word.tsx';
import { SeverityMark } from '../../ui/severity-mark.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { FindingValueMenu } from './finding-value-menu.tsx';
import { Technique } from './technique.tsx';

/** Longer values take both columns. */
const narrowCharsMax = { mono: 17, other: 24 };

export function Facts({ facts, columns = 2 }: { facts: readonly Fact[]; columns?: 1 | 2 }) {
  const zone = useZone();
  const now = useNow();
  return (
    <FactGrid
      columns={columns}
      className="grid-flow-row-dense"
      facts={facts.map((fact, index) => ({
        id: `${index}`,
        label: fact.label,
        value: (
          <span className="flex flex-wrap items-baseline gap-x-2">
            {toValue(fact, zone, now)}
            {fact.note !== undefined && fact.kind !== 'technique' && (
              <HostileText text={fact.note} cut="none" className="text-muted" />
            )}
          </span>
        ),
        wide: isWide(fact),
        ...(fact.kind === 'technique' ? {} : { menu: <FactMenu fact={fact} /> }),
      }))}
    />
  );
}

function isWide(fact: Fact): boolean {
  if (fact.kind === 'technique') return true;
  return fact.value.length > (fact.kind === 'mono' ? narrowCharsMax.mono : narrowCharsMax.other);
}

function toValue(fact: Fact, zone: string, now: number): ReactNode {
  switch (fact.kind) {
    case 'time':
      return <TimeText at={fact.at ?? null} zone={zone} now={now} />;
    case 'outcome': {
      const outcome = outcomes.find((one) => one === fact.value);
      return outcome ? <OutcomeWord outcome={outcome} /> : <HostileText text={fact.value} cut="none" />;
    }
    case 'severity': {
      const severity = severities.find((one) => one === fact.value);
      return severity ? <SeverityMark severity={severity} /> : <HostileText text={fact.value} cut="none" />;
    }
    case 'technique':
      return <Technique id={fact.value} name={fact.note} />;
    case 'mono':
      return <HostileText text={fact.value} cut="none" mono className="break-all" />;
    default:
      return <HostileText text={fact.value} cut="none" />;
  }
}

function FactMenu({ fact }: { fact: Fact }) {
  const value = fact.kind === 'time' && fact.at !== undefined ? new Date(fact.at).toISOString() : fact.value;
  return <FindingValueMenu value={value} kind={fact.entity} filter={fact.filter} />;
}
