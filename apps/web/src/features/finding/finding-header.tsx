import type { Resource, SourceRecord } from '@watchfloor/contract';
import { ArrowUp, Clock } from 'lucide-react';
import type { ReactNode } from 'react';
import { toRaised } from '../../lib/raised.ts';
import { useNow, useZone } from '../../lib/time.ts';
import { SeverityMark } from '../../ui/severity-mark.tsx';
import { SourceMark } from '../../ui/source-chip.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { formatDuration } from '../../ui/time-format.ts';
import { TimeText } from '../../ui/time-text.tsx';
import { useFinding } from './finding-context.ts';

/** Two clocks that lie further apart than this are told apart. */
const lateFromMs = 5 * 60_000;

export interface FindingHeaderProps {
  record: SourceRecord;
  level: 1 | 2;
  /** Our own state of it, beside the vendor's. */
  standing?: ReactNode;
}

export function FindingHeader({ record, level, standing }: FindingHeaderProps) {
  const { connection, resource } = useFinding();
  const zone = useZone();
  const now = useNow();
  const Heading = `h${level}` as const;
  const { happened, arrived } = record;
  const lateMs = happened !== null && arrived !== null ? arrived - happened : 0;
  const raised = toRaised(record);
  const hasSeverity = record.severity !== 'unknown' || record.kind === 'finding';
  return (
    <div className="flex-none px-4 pt-3 pb-2">
      <div className="flex min-w-0 items-center gap-3">
        {hasSeverity && <SeverityMark severity={record.severity} vendorLabel={record.priorityLabel} />}
        <span className="flex min-w-0 items-center gap-1 text-muted">
          <SourceMark mark={connection.vendorMark} title={connection.vendorLabel} />
          <span className="truncate">
            {connection.label} {resource.singular}
          </span>
        </span>
        {record.vendorStatus !== undefined && (
          <span
            className="flex min-w-0 gap-1"
            title={`The state at ${connection.vendorLabel}, as sent: ${record.vendorStatus}`}
          >
            <span className="text-muted">{standing === undefined ? 'Status' : `At ${connection.vendorLabel}`}</span>
            <HostileText text={toStatusLabel(record.vendorStatus, resource)} />
          </span>
        )}
      </div>
      <Heading className="mt-1 line-clamp-2 text-title font-semibold">
        <HostileText text={record.title} cut="none" canShowAll={false} />
        {record.subtitle !== undefined && (
          <>
            {' '}
            <HostileText
              text={record.subtitle}
              cut="none"
              canShowAll={false}
              className="text-prose font-normal text-muted"
            />
          </>
        )}
      </Heading>
      {raised !== undefined && (
        <p className="mt-1 flex items-center gap-1">
          <ArrowUp size={12} strokeWidth={1.75} aria-hidden className="flex-none text-muted" />
          <HostileText text={raised} cut="none" canShowAll={false} />
        </p>
      )}
      <p className="mt-1 flex flex-wrap items-center gap-x-4 text-muted">
        <span>
          Happened <TimeText at={happened} zone={zone} now={now} className="text-text" />
        </span>
        {/* Not every source says when it had a record. */}
        {arrived !== null && (
          <span className="flex items-center gap-1">
            Arrived <TimeText at={arrived} zone={zone} now={now} className="text-text" />
            {lateMs > lateFromMs && (
              <span className="flex items-center gap-0.5 font-medium text-attention" title="It arrived late">
                <Clock size={12} strokeWidth={1.75} aria-hidden />+{formatDuration(lateMs)}
              </span>
            )}
          </span>
        )}
        {happened !== null && (
          <span>
            Age <span className="text-text">{formatDuration(Math.max(0, now - happened))}</span>
          </span>
        )}
        {zone === 'UTC' && <span>UTC</span>}
      </p>
      {standing}
    </div>
  );
}

/** A state reads as the filter calls it: "In review", not `in_review`. */
function toStatusLabel(status: string, resource: Resource): string {
  const filter = resource.filters.find((one) => one.name === 'status');
  return filter?.values.find((one) => one.value === status)?.label ?? status;
}
