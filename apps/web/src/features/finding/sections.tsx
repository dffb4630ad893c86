import type { Section } from '@watchfloor/contract';
import { useState } from 'react';
import { useNow, useZone } from '../../lib/time.ts';
import { CodeBlock } from '../../ui/code-block/code-block.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { useSection } from './detail-query.ts';
import { Facts } from './facts.tsx';
import { useFinding } from './finding-context.ts';
import { RecordLinks } from './record-links.tsx';
import { RecordRows } from './record-rows.tsx';
import { RequestedSection } from './requested-section.tsx';
import { Steps } from './steps.tsx';

/** What the source says about the record beyond its facts, in the order that it gives. */
export function Sections({ sections }: { sections: readonly Section[] }) {
  return sections.map((section) => <FoldedSection key={section.id} section={section} />);
}

function FoldedSection({ section }: { section: Section }) {
  const { sectionLevel, record } = useFinding();
  const [isOpen, setIsOpen] = useState(!section.folded);
  // What was asked for meanwhile says more than the offer did.
  const { data: requested } = useSection(record, section.id, false);
  return (
    <Disclosure
      level={sectionLevel}
      className="border-t border-line py-1"
      title={section.title}
      note={toNote(requested?.section ?? section)}
      isOpen={isOpen}
      onOpenChange={setIsOpen}
    >
      <div className="pb-2">
        <SectionBody section={section} />
      </div>
    </Disclosure>
  );
}

function SectionBody({ section }: { section: Section }) {
  if (isEmpty(section)) return <p className="px-4 text-muted">None</p>;
  switch (section.kind) {
    case 'facts':
      return (
        <div className="px-4">
          <Facts facts={section.facts} />
        </div>
      );
    case 'text':
      return section.mono ? (
        <CodeBlock text={section.text} label={section.title} />
      ) : (
        <p className="px-4 text-prose">
          <HostileText text={section.text} cut="none" lines />
        </p>
      );
    case 'records':
      return <RecordRows records={section.records} resource={section.resource} />;
    case 'table':
      return <SectionTable section={section} />;
    case 'links':
      return <RecordLinks links={section.links} />;
    case 'steps':
      return <Steps steps={section.steps} />;
    case 'on_request':
      return (
        <RequestedSection id={section.id} ask={section.ask}>
          {(loaded) => <SectionBody section={loaded} />}
        </RequestedSection>
      );
  }
}

function SectionTable({ section }: { section: Extract<Section, { kind: 'table' }> }) {
  const zone = useZone();
  const now = useNow();
  return (
    <div className="max-h-80 overflow-auto px-4" tabIndex={0} role="region" aria-label={section.title}>
      <table className="w-full text-left">
        <thead className="sticky top-0 bg-bg text-label text-muted">
          <tr>
            {section.columns.map((column) => (
              <th
                key={column.label}
                className={`py-1 pr-3 font-medium whitespace-nowrap ${column.kind === 'number' ? 'text-right' : ''}`}
              >
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {section.rows.map((row, index) => (
            // Rows of a vendor's table have no id and never move.
            <tr key={index} className="border-t border-line align-top">
              {section.columns.map((column, at) => {
                const value = row[at] ?? null;
                return (
                  <td key={column.label} className={`py-1 pr-3 ${cellLooks[column.kind]}`}>
                    {value === null || value === '' ? (
                      <span className="text-muted">—</span>
                    ) : column.kind === 'time' && typeof value === 'number' ? (
                      <TimeText at={value} zone={zone} now={now} />
                    ) : (
                      <HostileText text={String(value)} cut="none" mono={column.kind === 'mono'} />
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A name broken at its hyphens cannot be read: such a table is scrolled sideways. */
const cellLooks = {
  text: 'min-w-28 max-w-96',
  mono: 'whitespace-nowrap',
  number: 'text-right whitespace-nowrap',
  time: 'whitespace-nowrap',
} as const;

function isEmpty(section: Section): boolean {
  switch (section.kind) {
    case 'records':
      return section.records.length === 0;
    case 'table':
      return section.rows.length === 0;
    case 'links':
      return section.links.length === 0;
    default:
      return false;
  }
}

function toNote(section: Section): string | undefined {
  if (section.note !== undefined) return section.note;
  switch (section.kind) {
    case 'records':
      return `${section.records.length}`;
    case 'table':
      return `${section.rows.length}`;
    case 'links':
      return `${section.links.length}`;
    default:
      return undefined;
  }
}
