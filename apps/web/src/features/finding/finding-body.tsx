import type { DetailAnswer, Section } from '@watchfloor/contract';
import { useNow, useZone } from '../../lib/time.ts';
import { Notice } from '../../ui/notice.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { formatTime } from '../../ui/time-format.ts';
import { Entities } from './entities.tsx';
import { Facts } from './facts.tsx';
import { useFinding } from './finding-context.ts';
import { RawRecord } from './raw-record.tsx';
import { Related } from './related.tsx';
import { Sections } from './sections.tsx';

/** Everything below the head, in the order of an analyst's questions: why, who and where, what around, the bytes. */
export function FindingBody({ detail }: { detail: DetailAnswer }) {
  const { connection, sectionLevel } = useFinding();
  const Heading = `h${sectionLevel}` as const;
  const zone = useZone();
  const now = useNow();
  const { record, source } = detail;
  return (
    <>
      {source.state !== 'complete' && (
        <Notice tone="attention">
          {connection.label} did not answer in full at {formatTime(source.asOf, zone, now)}.{' '}
          <span className="text-muted">{source.message}</span>
        </Notice>
      )}
      {detail.why !== null && (
        <section className="px-4 pt-3 pb-2">
          <Heading className="text-label font-medium text-muted">
            {record.kind === 'event' ? 'What happened' : 'Why it fired'}
          </Heading>
          <p className="text-prose">
            <HostileText text={detail.why} cut="none" />
          </p>
        </section>
      )}
      {/* What became of it is read before who and where. */}
      <Sections sections={detail.sections.filter(isChain)} />
      <div className="px-4 pt-1 pb-3">
        <Facts facts={detail.facts} />
      </div>
      <Entities record={record} facts={detail.facts} />
      {record.kind === 'event' && <Related title="Its alarm" />}
      <Sections sections={detail.sections.filter((section) => !isChain(section))} />
      <RawRecord raw={detail.raw} />
    </>
  );
}

function isChain(section: Section): boolean {
  // A history of changes is no chain of outcomes.
  return section.kind === 'steps' && section.steps.some(({ outcome }) => outcome !== 'not_stated');
}
