import type { Column, Resource, SourceRecord } from '@watchfloor/contract';
import { Clock } from 'lucide-react';
import type { ReactNode } from 'react';
import { toCell, toCellTime } from '../../lib/list/cell-value.ts';
import { toRaised } from '../../lib/raised.ts';
import { formatCount } from '../../lib/time.ts';
import type { DataColumn } from '../data-table/types.ts';
import { OutcomeWord } from '../outcome-word.tsx';
import { SeverityMark } from '../severity-mark.tsx';
import { HostileText, Mono } from '../text/hostile-text.tsx';
import { formatDuration } from '../time-format.ts';
import { TimeText } from '../time-text.tsx';

export interface ColumnView {
  zone: string;
  /** Set where days are not named by a line above, so that each cell has to. */
  now: number | undefined;
}

/** Two clocks that lie further apart than this are told apart. */
const lateFromMs = 5 * 60_000;

export function toDataColumns(resource: Resource, view: ColumnView): DataColumn<SourceRecord>[] {
  const { columns } = resource;
  const title = columns.find((column) => column.kind === 'title');
  return columns.map((column) => ({
    id: column.name,
    label: column.label,
    widthPx: toWidthPx(column, toLabels(column, resource), view),
    align: column.kind === 'number' ? 'end' : 'start',
    mono: column.kind === 'mono',
    flex: column === title,
    isLink: column === title,
    cell: toDrawer(column, toLabels(column, resource), view),
  }));
}

type Labels = ReadonlyMap<string, string>;

/** A state reads as its filter calls it: "In review", not `in_review`. */
function toLabels(column: Column, resource: Resource): Labels {
  const filter = column.kind === 'status' ? resource.filters.find((one) => one.name === column.filter) : undefined;
  return new Map(filter?.values.map(({ value, label }) => [value, label]));
}

/** A state is one of a few words, and none of them may be cut; nor may a time that names its day. */
function toWidthPx(column: Column, labels: Labels, { now }: ColumnView): number {
  if (column.kind === 'time' && now !== undefined) return Math.max(column.widthPx, dayAndTimePx);
  const longest = Math.max(0, ...[...labels.values()].map((label) => label.length));
  return Math.max(column.widthPx, longest === 0 ? 0 : Math.ceil(longest * charPx) + paddingPx);
}

/** `14 Nov 21:43` */
const dayAndTimePx = 104;
const charPx = 7.2;
const paddingPx = 24;

function toDrawer(column: Column, labels: Labels, view: ColumnView): (row: SourceRecord) => ReactNode {
  switch (column.kind) {
    case 'severity':
      return (row) => <SeverityMark severity={row.severity} vendorLabel={row.priorityLabel} raised={toRaised(row)} />;
    case 'time':
      return (row) => <TimeCell row={row} column={column} view={view} />;
    case 'title':
      return (row) => <TitleCell row={row} />;
    case 'outcome':
      return (row) => <OutcomeWord outcome={row.outcome} />;
    default:
      return (row) => <PlainCell row={row} column={column} labels={labels} />;
  }
}

function TimeCell({ row, column, view }: { row: SourceRecord; column: Column; view: ColumnView }) {
  const at = toCellTime(row, column);
  const isHappened = at !== null && at === row.happened;
  const lateMs = isHappened && row.arrived !== null ? row.arrived - at : 0;
  if (lateMs <= lateFromMs) return <TimeText at={at} zone={view.zone} now={view.now} />;
  return (
    // Where the column is too narrow for the words they wrap out of sight; the icon and the title stay.
    <span
      className="flex h-4 min-w-0 flex-wrap items-center gap-x-1 overflow-hidden whitespace-nowrap"
      title={`Arrived ${formatDuration(lateMs)} after it happened`}
    >
      <TimeText at={at} zone={view.zone} now={view.now} />
      <Clock size={12} strokeWidth={1.75} aria-label="arrived late" className="text-muted" />
      <span className="text-label text-muted">+{toShort(lateMs)}</span>
    </span>
  );
}

/** `3 h`: the column has no room for more, the title says the rest. */
function toShort(ms: number): string {
  return formatDuration(ms).split(' ').slice(0, 2).join(' ').replace('min', 'm');
}

/** @param count how many of one matter stand behind the row */
export function TitleCell({ row, count = 1 }: { row: SourceRecord; count?: number }) {
  const technique = row.attack[0];
  return (
    <span className="flex min-w-0 items-center gap-2">
      {/* Of the muted part a letter or two say nothing: without room for a word it wraps out of sight. */}
      <span className="flex h-4 min-w-0 flex-1 flex-wrap gap-x-2 overflow-hidden">
        <HostileText text={row.title} className="max-w-full flex-none" />
        {row.subtitle !== undefined && (
          <HostileText text={row.subtitle} className="min-w-0 flex-[1_1_48px] text-muted" />
        )}
      </span>
      {count > 1 && <span className="flex-none font-medium">×{formatCount(count)}</span>}
      {technique && <HostileText text={technique.id} mono className="flex-none pl-1 text-label text-muted" />}
    </span>
  );
}

function PlainCell({ row, column, labels }: { row: SourceRecord; column: Column; labels: Labels }) {
  const value = toCell(row, column);
  if (value === null || value === undefined || value === '') return <span className="font-sans text-muted">—</span>;
  if (typeof value === 'boolean') return value ? 'Yes' : <span className="text-muted">No</span>;
  if (typeof value === 'number') return column.kind === 'number' ? formatCount(value) : String(value);
  const label = labels.get(value);
  if (label !== undefined) return <span title={value}>{label}</span>;
  return column.kind === 'mono' ? <Mono text={value} /> : <HostileText text={value} />;
}
