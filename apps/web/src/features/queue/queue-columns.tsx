import type { Mark, QueueRow, Resource } from '@watchfloor/contract';
import { Clock, RotateCcw } from 'lucide-react';
import { cx } from '../../ui/cx.ts';
import type { DataColumn } from '../../ui/data-table/types.ts';
import { TitleCell, toDataColumns } from '../../ui/list/columns.tsx';
import { SourceMark } from '../../ui/source-chip.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { toVisibleText } from '../../ui/text/visible.ts';
import { formatDuration, formatIso } from '../../ui/time-format.ts';
import { TimeText } from '../../ui/time-text.tsx';
import { latestMarks } from './latest-marks.ts';
import { countMore } from './queue-rows.ts';
import type { SourceName } from './source-name.ts';

export interface QueueColumnsView {
  zone: string;
  /** Set where days are not named by a line above, so that each cell has to. */
  now: number | undefined;
  connections: readonly SourceName[];
}

/** Two clocks that lie further apart than this are told apart. */
const lateFromMs = 5 * 60_000;

/** Beside the pane, at 1920 px, all columns that are shown at first have room; wider, the title takes the rest. */
const widthsPx: Readonly<Record<string, number>> = {
  severity: 86,
  title: 220,
  who: 112,
  where: 112,
  outcome: 94,
  source: 72,
  work: 112,
};
const timeWidthPx = { clock: 120, day: 124 };

export function toQueueColumns(resource: Resource, view: QueueColumnsView): DataColumn<QueueRow>[] {
  const labels = new Map(view.connections.map((one) => [one.id, one]));
  const marks = view.connections.map(({ vendorMark }) => vendorMark);
  // Of the only connection of a vendor the mark says all.
  const isOnly = (one: SourceName) => marks.indexOf(one.vendorMark) === marks.lastIndexOf(one.vendorMark);
  const own: Record<string, DataColumn<QueueRow>['cell']> = {
    title: (row) => <TitleCell row={row} count={row.fold?.count ?? 1} />,
    happened: (row) => <HappenedCell row={row} view={view} />,
    who: (row) => <NamedCell row={row} column="who" />,
    where: (row) => <NamedCell row={row} column="where" isMono />,
    source: (row) => <SourceCell row={row} connection={labels.get(row.connection)} isOnly={isOnly} />,
    work: (row) => <WorkCell row={row} />,
  };
  return toDataColumns(resource, { zone: view.zone, now: view.now }).map((column) => ({
    ...column,
    widthPx: toWidthPx(column, view),
    cell: own[column.id] ?? column.cell,
  }));
}

function toWidthPx({ id, widthPx }: DataColumn<never>, { now }: QueueColumnsView): number {
  if (id === 'happened') return now === undefined ? timeWidthPx.clock : timeWidthPx.day;
  return widthsPx[id] ?? widthPx;
}

/** When it happened; and where it came late, by how much. */
function HappenedCell({ row, view: { zone, now } }: { row: QueueRow; view: QueueColumnsView }) {
  const lateMs = row.happened === null || row.arrived === null ? 0 : row.arrived - row.happened;
  if (lateMs <= lateFromMs) return <TimeText at={row.happened} zone={zone} now={now} />;
  const title = `Arrived ${formatDuration(lateMs)} after it happened, at ${formatIso(row.arrived ?? 0, zone)}`;
  return (
    <span className="flex min-w-0 items-center gap-1 whitespace-nowrap" title={title}>
      {/* Of what came late by minutes or hours the seconds say nothing. */}
      <TimeText at={row.happened} zone={zone} now={now} hasSeconds={false} />
      <Clock size={12} strokeWidth={1.75} aria-label="arrived late" className="flex-none text-muted" />
      {now === undefined && <span className="truncate text-label text-muted">+{toShort(lateMs)}</span>}
    </span>
  );
}

/** `3 h 40 m`. */
const toShort = (ms: number) => formatDuration(ms).replace('min', 'm');

function NamedCell({ row, column, isMono = false }: { row: QueueRow; column: string; isMono?: boolean }) {
  const value = row.cells[column];
  if (typeof value !== 'string' || value === '') return <span className="text-muted">—</span>;
  const more = countMore(row, value);
  return (
    <span className="flex min-w-0 items-center gap-1">
      <HostileText text={value} mono={isMono} className="min-w-0" />
      {more > 0 && <span className="flex-none font-sans text-label text-muted">+{more}</span>}
    </span>
  );
}

interface SourceCellProps {
  row: QueueRow;
  connection: SourceName | undefined;
  /** Whether no other connection has its mark. */
  isOnly: (connection: SourceName) => boolean;
}

function SourceCell({ row, connection, isOnly }: SourceCellProps) {
  if (!connection) return <HostileText text={row.connection} className="text-muted" />;
  return (
    <span className="flex min-w-0 items-center gap-1" title={`${connection.vendorLabel}, ${connection.label}`}>
      <SourceMark mark={connection.vendorMark} />
      <HostileText text={connection.label} className={isOnly(connection) ? 'sr-only' : 'min-w-0 text-muted'} />
    </span>
  );
}

const stateWords: Record<QueueRow['mark']['state'], string> = {
  new: 'New',
  in_progress: 'In progress',
  resolved: 'Resolved',
  suppressed: 'Suppressed',
};

/** Our state, and whose it is; who made it so and when, to whoever points at it. */
function WorkCell({ row: { uid, mark } }: { row: QueueRow }) {
  const { state, owner, reopened } = mark;
  return (
    <span
      // Another change is another element: its cue begins anew.
      key={mark.version}
      className={cx('flex min-w-0 items-center gap-1.5 rounded-control', latestMarks.isFresh(uid, mark) && 'changed')}
      // How long ago it was is true at the moment of pointing only.
      onPointerEnter={({ currentTarget }) => {
        currentTarget.title = toWorkTitle(mark, Date.now());
      }}
    >
      <span className={cx('truncate', state === 'new' && 'text-muted')}>{stateWords[state]}</span>
      {reopened && <RotateCcw size={12} strokeWidth={1.75} aria-label="active again" className="flex-none" />}
      {owner && <Initials name={owner.name} />}
    </span>
  );
}

/** `Ana Ruiz, 12 s ago`. */
export function toWorkTitle({ updatedAt, updatedBy, reopened, owner }: Mark, now: number): string {
  const lines = [
    updatedBy !== null && updatedAt !== null && `${updatedBy}, ${formatDuration(Math.max(0, now - updatedAt))} ago`,
    owner !== null && owner.name !== updatedBy && `Owner: ${owner.name}`,
    reopened !== null && `Active again: ${reopened.why}`,
  ];
  return lines.flatMap((line) => (line === false ? [] : [toVisibleText(line)])).join('\n');
}

function Initials({ name }: { name: string }) {
  return (
    <span className="flex h-4 min-w-5 flex-none items-center justify-center rounded-control border border-line px-1 text-[10px] leading-none text-muted">
      <span aria-hidden>{toInitials(name)}</span>
      <span className="sr-only">{toVisibleText(name)}</span>
    </span>
  );
}

/** `AR` of Ana Ruiz; of one word its first two letters. */
export function toInitials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const letters =
    words.length > 1 ? [words[0], words.at(-1)].map((word) => [...(word ?? '')][0]) : [...(words[0] ?? '')].slice(0, 2);
  return letters.join('').toUpperCase();
}
