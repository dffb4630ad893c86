import { type Fact, outcomes, type Resource, severities } from '@watchfloor/contract';
import type { ReactNode } from 'react';
import { useNow, useZone } from '../../lib/time.ts';
import { FactGrid } from '../../ui/fact-grid.tsx';
import { OutcomeWord } from '../../ui/outcome-word.tsx';
import { SeverityMark } from '../../ui/severity-mark.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { toGroups } from './fact-groups.ts';
import { useFinding } from './finding-context.ts';
import { FindingValueMenu } from './finding-value-menu.tsx';
import { Technique } from './technique.tsx';

/** Longer values take both columns: of the pane, and of a page. */
const narrowCharsMax = { pane: { mono: 17, other: 24 }, page: { mono: 48, other: 64 } };

export function Facts({ facts }: { facts: readonly Fact[] }) {
  return toGroups(facts).map(({ name, facts: grouped }, index) =>
    name === undefined ? (
      // Groups have no identity of their own and never move.
      <FactGroup key={index} facts={grouped} />
    ) : (
      <div key={index} className="pt-1 first:pt-0">
        <p className="pt-1 text-label font-medium">{name}</p>
        <FactGroup facts={grouped} isDeep />
      </div>
    ),
  );
}

/** @param isDeep labels have parts of their own, "User › Mail", and take more room */
function FactGroup({ facts, isDeep = false }: { facts: readonly Fact[]; isDeep?: boolean }) {
  const zone = useZone();
  const now = useNow();
  const { resource, sectionLevel } = useFinding();
  return (
    <FactGrid
      hasWideLabels={isDeep}
      className="grid-flow-row-dense"
      facts={facts.map((fact, index) => ({
        id: `${index}`,
        label: fact.label,
        value: (
          <span className="flex flex-wrap items-baseline gap-x-2">
            {toValue(fact, resource, zone, now)}
            {fact.note !== undefined && fact.kind !== 'technique' && (
              <HostileText text={fact.note} cut="none" className="text-muted" />
            )}
          </span>
        ),
        wide: isWide(fact, sectionLevel === 2 ? 'page' : 'pane'),
        ...(fact.kind === 'technique' ? {} : { menu: <FactMenu fact={fact} /> }),
      }))}
    />
  );
}

function isWide(fact: Fact, place: 'pane' | 'page'): boolean {
  if (fact.kind === 'technique') return true;
  const noteChars = fact.note === undefined ? 0 : fact.note.length + 1;
  return fact.value.length + noteChars > narrowCharsMax[place][fact.kind === 'mono' ? 'mono' : 'other'];
}

/** A value reads as its filter calls it: "In review", not `in_review`. */
function toLabel(fact: Fact, resource: Resource): string {
  const filter = resource.filters.find((one) => one.name === fact.filter);
  return filter?.values.find((one) => one.value === fact.value)?.label ?? fact.value;
}

function toValue(fact: Fact, resource: Resource, zone: string, now: number): ReactNode {
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
      return <HostileText text={toLabel(fact, resource)} cut="none" />;
  }
}

function FactMenu({ fact }: { fact: Fact }) {
  const value = fact.kind === 'time' && fact.at !== undefined ? new Date(fact.at).toISOString() : fact.value;
  return <FindingValueMenu value={value} kind={fact.entity} filter={fact.filter} />;
}
