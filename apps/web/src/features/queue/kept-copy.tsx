import type { QueueRow } from '@watchfloor/contract';
import type { ReactNode } from 'react';
import { useNow, useZone } from '../../lib/time.ts';
import { FactGrid } from '../../ui/fact-grid.tsx';
import { OutcomeWord } from '../../ui/outcome-word.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { formatTime } from '../../ui/time-format.ts';

/** What is kept here of a finding, where its vendor cannot be asked or has it no more. */
export function KeptCopy({ row }: { row: QueueRow }) {
  const zone = useZone();
  const now = useNow();
  const { mark } = row;
  const with_ = mark.updatedAt === null ? '' : ` with the decision of ${formatTime(mark.updatedAt, zone, now)}`;
  return (
    <section aria-label="The copy kept here" className="border-t border-line px-4 py-3">
      <p className="pb-1 text-prose text-muted">This is the copy kept here{with_}.</p>
      <FactGrid facts={toFacts(row)} />
    </section>
  );
}

function toFacts(row: QueueRow): { id: string; label: string; value: ReactNode; wide?: boolean }[] {
  const text = (id: string, label: string, value: unknown, mono = false) =>
    typeof value === 'string' && value !== ''
      ? [{ id, label, value: <HostileText text={value} cut="none" mono={mono} className="break-all" /> }]
      : [];
  return [
    ...text('who', 'Who', row.cells.who),
    ...text('where', 'Where', row.cells.where, true),
    { id: 'outcome', label: 'Outcome', value: <OutcomeWord outcome={row.outcome} /> },
    ...text('event_type', 'Event type', row.eventType),
    ...text('priority', 'Priority', row.priorityLabel),
    ...text('vendor_status', 'Vendor status', row.vendorStatus),
    ...text('tenant', 'Tenant', row.tenant),
    ...row.attack.map(({ id, name }) => ({
      id: `technique ${id}`,
      label: 'Technique',
      value: <HostileText text={name === undefined ? id : `${id} ${name}`} cut="none" />,
    })),
    ...row.entities.map(({ kind, role, value }) => ({
      id: `${kind} ${role} ${value}`,
      label: `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`,
      value: <HostileText text={value} cut="none" mono className="break-all" />,
      wide: value.length > 20,
    })),
  ];
}
