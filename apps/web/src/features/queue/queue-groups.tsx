import { useInfiniteQuery } from '@tanstack/react-query';
import { type GroupChoice, groupings, type Params, type QueueGroup } from '@watchfloor/contract';
import { type ReactNode, type RefObject, useMemo, useState } from 'react';
import { formatCount, useZone } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import {
  type ColumnState,
  type DataColumn,
  type DataTableHandle,
  type Density,
  emptyColumnState,
} from '../../ui/data-table/types.ts';
import { SeverityMark } from '../../ui/severity-mark.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { groupsOptions, toGroups } from './group-query.ts';
import type { SourceName } from './source-name.ts';

export interface QueueGroupsProps {
  params: Params;
  group: GroupChoice;
  /** The change number of the list beside the groups; undefined while there is none. */
  asOf: number | undefined;
  now: number;
  connections: readonly SourceName[];
  density: Density;
  table: RefObject<DataTableHandle | null>;
  /** Shows what is in it. */
  onOpen: (group: QueueGroup) => void;
  groupHref: (group: QueueGroup) => string;
  newAboveSlot: ReactNode;
  /** Stands in the groups' place where nothing matches. */
  emptySlot: ReactNode;
}

/** The queue's findings in groups, each with exact counts. A group opens the list of what is in it. */
export function QueueGroups(props: QueueGroupsProps) {
  const { params, group, asOf, now, connections, onOpen } = props;
  const zone = useZone();
  const { data, error, isPending, isFetching, hasNextPage, fetchNextPage } = useInfiniteQuery(
    groupsOptions(params, group, asOf),
  );
  const rows = useMemo(() => toGroups(data?.pages ?? []), [data]);
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const [columnState, setColumnState] = useState<ColumnState>(emptyColumnState);
  const columns = useMemo(() => toColumns(group, connections, zone, now), [group, connections, zone, now]);
  const grouping = groupings.find(({ name }) => name === group.by);
  const totals = data?.pages[0];
  const open = (id: string) => {
    const found = rows.find((one) => one.id === id);
    if (found) onOpen(found);
  };
  return (
    <DataTable
      ref={props.table}
      label={`Findings by ${grouping?.label.toLowerCase()}`}
      rows={rows}
      rowId={toId}
      columns={columns}
      columnState={columnState}
      onColumnStateChange={setColumnState}
      density={props.density}
      selectedId={selectedId}
      onSelect={setSelectedId}
      onOpen={open}
      opensAtOnce
      rowHref={props.groupHref}
      rowCount={totals?.totalGroups ?? -1}
      hasMore={hasNextPage && !error}
      loadingMore={isFetching && rows.length > 0}
      onNeedMore={() => void fetchNextPage({ cancelRefetch: false })}
      isLoading={isPending}
      newAboveSlot={props.newAboveSlot}
      emptySlot={
        error ? (
          <p className="flex items-center gap-2 p-4">
            {error.message}
            <Button look="plain" onPress={() => void fetchNextPage({ cancelRefetch: false })}>
              Retry
            </Button>
          </p>
        ) : (
          props.emptySlot
        )
      }
      footer={
        totals && rows.length > 0 ? (
          <p className="flex h-9 items-center px-3 text-muted">
            {`${formatCount(totals.totalGroups)} ${totals.totalGroups === 1 ? 'group' : 'groups'}, ${formatCount(totals.total)} findings`}
            {hasNextPage && `, ${formatCount(rows.length)} read so far`}
            {group.by === 'technique' && '; a finding of several techniques stands under each of them'}.
          </p>
        ) : undefined
      }
    />
  );
}

const toId = ({ id }: QueueGroup) => id;

function toColumns(
  { by }: GroupChoice,
  connections: readonly SourceName[],
  zone: string,
  now: number,
): DataColumn<QueueGroup>[] {
  const label = groupings.find(({ name }) => name === by)?.label ?? by;
  const sources = new Map(connections.map((one) => [one.id, one.label]));
  const count = (id: 'findings' | 'rows' | 'open', head: string, hint: string): DataColumn<QueueGroup> => ({
    id,
    label: head,
    widthPx: 88,
    align: 'end',
    hint,
    cell: (group) => <Count value={group[id]} isMain={id === 'findings'} />,
  });
  const time = (id: 'from' | 'to', head: string): DataColumn<QueueGroup> => ({
    id,
    label: head,
    widthPx: 124,
    cell: (group) => <TimeText at={group[id]} zone={zone} now={now} />,
  });
  return [
    { id: 'worst', label: 'Worst', widthPx: 92, cell: ({ worst }) => <SeverityMark severity={worst} /> },
    {
      id: 'label',
      label,
      widthPx: 260,
      flex: true,
      isLink: true,
      cell: (group) => <Name group={group} by={by} source={sources.get(group.filters.source ?? '')} />,
    },
    count('findings', 'Findings', 'Exact'),
    count('open', 'Open', 'Findings that are neither resolved nor suppressed'),
    count('rows', 'Rows', 'One for each matter'),
    time('from', 'First'),
    time('to', 'Last'),
  ];
}

function Count({ value, isMain }: { value: number; isMain: boolean }) {
  return <span className={isMain ? 'font-medium' : 'text-muted'}>{formatCount(value)}</span>;
}

const nothing: Record<GroupChoice['by'], string> = {
  rule: 'No rule',
  who: 'Nobody named',
  where: 'No machine named',
  technique: 'No technique',
};

function Name({ group, by, source }: { group: QueueGroup; by: GroupChoice['by']; source: string | undefined }) {
  const { label, note } = group;
  const behind = note ?? source;
  return (
    <span className="flex min-w-0 items-center gap-2">
      {label === null ? (
        <span className="text-muted">{nothing[by]}</span>
      ) : (
        <HostileText
          text={label}
          mono={by === 'technique' || by === 'where'}
          className="min-w-0 flex-none max-w-full"
        />
      )}
      {behind !== undefined && <HostileText text={behind} className="min-w-0 flex-1 text-muted" />}
    </span>
  );
}
