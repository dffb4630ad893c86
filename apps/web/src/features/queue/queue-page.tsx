import {
  type Connection,
  type ExploreQuery,
  type GroupChoice,
  type ParameterProblem,
  type QueueGroup,
  type QueueRow,
  type Resource,
  resolveRange,
  toExploreParams,
} from '@watchfloor/contract';
import { type ReactNode, type RefObject, useCallback, useDeferredValue, useMemo } from 'react';
import { copyValue } from '../../lib/copy.ts';
import { parseChipId, toChips } from '../../lib/list/chips.ts';
import type { Clock } from '../../lib/list/clock.ts';
import { filterOf, withFilter, withTurned, withValue } from '../../lib/list/filter-edits.ts';
import type { ListLayout } from '../../lib/list/list-layout.ts';
import { setPreferences, usePreferences } from '../../lib/preferences.ts';
import { useNow, useZone } from '../../lib/time.ts';
import { useMedia } from '../../lib/use-media.ts';
import { useStable } from '../../lib/use-stable.ts';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import type { DataTableHandle } from '../../ui/data-table/types.ts';
import { FilterChips } from '../../ui/filter-chips.tsx';
import type { LinkForm } from '../../ui/list/copy-link.tsx';
import { ListBar } from '../../ui/list/list-bar.tsx';
import { useListKeys } from '../../ui/list/use-list-keys.ts';
import { type CellActions, toCellMenu } from '../../ui/list/value-actions.ts';
import { FacetColumn, facetsFoldUnderPx } from '../../ui/pane/facet-column.tsx';
import { SplitPane } from '../../ui/pane/split-pane.tsx';
import { formatDay, formatTime } from '../../ui/time-format.ts';
import { toRangeText } from '../../ui/time-range/shift.ts';
import { useToast } from '../../ui/toast/toast.tsx';
import { GroupBy } from './group-by.tsx';
import { QueueChart } from './queue-chart.tsx';
import { toQueueColumns } from './queue-columns.tsx';
import { QueueEmpty } from './queue-empty.tsx';
import { QueueFilters } from './queue-filters.tsx';
import { QueueGroups } from './queue-groups.tsx';
import { QueueNotices } from './queue-notices.tsx';
import { QueueSearch } from './queue-search.tsx';
import { QueueStrip, type QueueStripProps } from './queue-strip.tsx';
import { SelectionBar } from './selection-bar.tsx';
import type { SourceName } from './source-name.ts';
import { stillMatches } from './still-matches.ts';
import { toTotalWords } from './total-words.ts';
import type { LiveQueue } from './use-live-queue.ts';
import { useQueue } from './use-queue.ts';
import { useSelection, useSelectionKeys } from './use-selection.ts';
import { useWaiting } from './use-waiting.tsx';

export interface QueuePageProps {
  connections: readonly Connection[];
  /** What they are called; the same array as long as no name changes. */
  names: readonly SourceName[];
  /** The queue, with the names of what is here. */
  resource: Resource;
  people: readonly { id: string; name: string }[];
  /** The asker's id. */
  me: string | undefined;
  query: ExploreQuery;
  ignored: readonly ParameterProblem[];
  /** The name of the question, where it has one. */
  name: string;
  /** The open view's name, and behind the chips what can be saved of the screen. */
  viewTitle: ReactNode;
  viewBar: ReactNode;
  selectedId: string | null;
  live: LiveQueue;
  onRead: () => void;
  onQuery: (query: ExploreQuery) => void;
  onSelect: (row: QueueRow) => void;
  onClose: () => void;
  onOpenPage: (row: QueueRow) => void;
  rowHref: (row: QueueRow) => string;
  /** undefined: the findings themselves. */
  group: GroupChoice | undefined;
  onGroup: (group: GroupChoice | undefined) => void;
  /** Shows what is in a group. */
  onOpenGroup: (group: QueueGroup) => void;
  groupHref: (group: QueueGroup) => string;
  onCopyLink: (query: ExploreQuery, form: LinkForm) => void;
  layout: ListLayout;
  table: RefObject<DataTableHandle | null>;
  onAsk: ((connection: string) => void) | undefined;
  renderSource: QueueStripProps['renderLink'];
  /** What else can be done with the list as it was read. */
  renderActions: (
    list: { query: ExploreQuery; range: { from: number; to: number }; snapshot: number } | undefined,
  ) => ReactNode;
  /** Names what is selected in this list; undefined where nothing can be decided. */
  selectionName: string | undefined;
  /** What can be decided about what is selected. */
  selectionActions: ReactNode;
  /** What stands beside the list; null without a selection. */
  renderPane: (around: Around) => ReactNode | null;
}

/** The selected finding and those that `j` and `k` lead to; the same object as long as nothing of it changes. */
export interface Around {
  uid: string | null;
  /** Its row, where it is among those loaded. */
  row: QueueRow | undefined;
  neighbours: readonly QueueRow[];
}

/** One list over all vendors. It is as it was read until somebody asks for what is new. */
export function QueuePage(props: QueuePageProps) {
  const { resource, query, selectedId, connections, names, table, layout, people, me } = props;
  const onQuery = useStable(props.onQuery);
  const params = useMemo(() => toExploreParams(query), [query]);
  const state = useQueue(params, selectedId);
  const { list, facets } = state;
  const preferences = usePreferences();
  const zone = useZone();
  const now = useNow();
  const toast = useToast();
  const isNarrow = useMedia(`(max-width: ${facetsFoldUnderPx - 1}px)`);

  const rows = list?.rows ?? noRows;
  const isTimeOrder = query.order === 'time-desc';
  // What counts as today: it does not move while the list stands.
  const day = list?.range.to ?? now;
  const clock: Clock = useCallback((at) => formatTime(at, zone, now), [zone, now]);
  const columns = useMemo(
    () => toQueueColumns(resource, { zone, now: isTimeOrder ? undefined : day, connections: names }),
    [resource, zone, isTimeOrder, day, names],
  );
  const daySeparator = useMemo(
    () =>
      isTimeOrder ? (row: QueueRow) => (row.happened === null ? 'No time' : formatDay(row.happened, zone)) : undefined,
    [isTimeOrder, zone],
  );
  const range = useMemo(() => list?.range ?? resolveRange(query, day) ?? { from: 0, to: 0 }, [list?.range, query, day]);
  const selectedIndex = useMemo(() => rows.findIndex((row) => row.uid === selectedId), [rows, selectedId]);
  const selected = rows[selectedIndex];
  const around = useMemo(
    () => ({ uid: selectedId, row: selected, neighbours: toNeighbours(rows, selectedIndex) }),
    [selectedId, selected, rows, selectedIndex],
  );
  // The row is seen to be selected first; what is known of it follows, and gives way to the next key.
  const paneAround = useDeferredValue(around);

  const actions: CellActions = {
    onFilter: ({ filter, value }, mode) => onQuery(withValue(query, filter.name, value, mode, filter.multi)),
    onCopy: (value, entity, raw) => {
      void copyValue(value, entity, raw).then(
        (text) => toast({ text: `Copied ${text}` }),
        () => toast({ text: 'The browser did not allow copying.' }),
      );
    },
    onRange: (change) => onQuery({ ...query, ...toRangeText({ ...range, ...change }) }),
  };
  const search = useMemo(
    () => (
      <QueueSearch
        resource={resource}
        query={query}
        onQuery={onQuery}
        facets={facets?.facets}
        rows={rows}
        connections={names}
        people={people}
        me={me}
      />
    ),
    [resource, query, onQuery, facets, rows, names, people, me],
  );
  const { group } = props;
  const onGroup = useStable(props.onGroup);
  const grouping = useMemo(() => <GroupBy group={group} onGroup={onGroup} />, [group, onGroup]);
  const onRefresh = () => {
    state.onRefresh();
    props.onRead();
  };
  useListKeys({
    table,
    resource,
    selected,
    query,
    onQuery,
    range,
    actions,
    onOpenPage: () => selected && props.onOpenPage(selected),
    onClose: props.onClose,
    onRefresh,
  });

  const selection = useSelection(props.selectionName ?? '', list, params);
  const selectable = props.selectionName === undefined || group ? undefined : selection;
  useSelectionKeys(table, selectable);

  const onZoom = useStable((from: number, to: number) => {
    // The last bar reaches beyond the range, and what lies there was not asked for.
    const zoomed = { from: Math.max(from, range.from), to: Math.min(to, range.to) };
    onQuery({ ...query, ...toRangeText(zoomed) });
  });
  const onCopyLink = useStable((form: LinkForm) =>
    props.onCopyLink(form.range === 'absolute' ? { ...query, ...toRangeText(range) } : query, form),
  );
  const chips = toChips(query, resource, false);
  const multiOf = (name: string) => resource.filters.find((one) => one.name === name)?.multi ?? true;
  const isDimmed = useCallback((row: QueueRow) => !stillMatches(query, row.mark, me), [query, me]);
  const showsRows = group === undefined;
  const { behind } = props.live;
  const isBehind = list !== undefined && behind !== undefined && list.snapshot < behind;
  const waiting = useWaiting({ query, params, state, isBehind, showsRows, now, clock, onQuery, onRefresh });
  const snapshot = list?.snapshot;
  const { renderActions } = props;
  const actionsOf = useMemo(
    () => renderActions(snapshot === undefined ? undefined : { query, range, snapshot }),
    [renderActions, snapshot, query, range],
  );
  // Of groups, how many there are stands below them.
  const totalWords = list && toTotalWords(group ? { ...list, totalRows: list.total, hasMore: false } : list);
  const empty = (
    <QueueEmpty state={state} resource={resource} query={query} onQuery={onQuery} now={now} clock={clock} />
  );
  return (
    <main className="relative flex h-full min-w-0 flex-1 flex-col" data-live={props.live.state.kind}>
      <title>{`${waiting.critical}${props.name} · Watchfloor`}</title>
      {/* By Tab alone the rows lie behind every filter. */}
      <button
        type="button"
        className="sr-only focus:not-sr-only focus:absolute focus:top-1 focus:left-3 focus:z-20 focus:h-8 focus:rounded-control focus:bg-raised focus:px-3"
        onClick={() => table.current?.focus()}
      >
        Go to the rows
      </button>
      <ListBar
        viewTitle={props.viewTitle}
        sourceLabel={undefined}
        resource={resource}
        query={query}
        onQuery={onQuery}
        resolved={range}
        now={day}
        columnState={layout.columnState}
        onColumnState={layout.onColumnState}
        onCopyLink={onCopyLink}
        search={search}
        grouping={grouping}
        isGrouped={group !== undefined}
      >
        {actionsOf}
      </ListBar>
      <QueueStrip
        connections={connections}
        sources={state.sources}
        range={range}
        now={now}
        clock={clock}
        renderLink={props.renderSource}
        live={props.live.state}
        quiet={waiting.quiet}
      />
      <div className="flex min-h-0 flex-1">
        <FacetColumn
          label="Filters"
          isFolded={preferences.facetsFolded ?? isNarrow}
          onFoldedChange={(facetsFolded) => setPreferences({ facetsFolded })}
          activeCount={chips.length}
        >
          <QueueFilters
            resource={resource}
            query={query}
            onQuery={onQuery}
            facets={facets?.facets}
            rows={rows}
            connections={names}
            people={people}
            me={me}
          />
        </FacetColumn>
        <SplitPane
          pane={props.renderPane(paneAround)}
          paneLabel="Selected finding"
          widthPx={preferences.paneWidthPx}
          onWidthChange={(paneWidthPx) => setPreferences({ paneWidthPx })}
        >
          <FilterChips
            className="border-b border-line"
            chips={chips}
            onRemove={(id) => {
              const { mode, name } = parseChipId(id);
              onQuery(withFilter(query, name, { ...filterOf(query, name), [mode]: [] }));
            }}
            onToggle={(id) => {
              const { mode, name } = parseChipId(id);
              onQuery(withTurned(query, name, mode, multiOf(name)));
            }}
            onClear={() => onQuery({ ...query, filters: {} })}
          >
            <span className="flex-1" />
            {props.viewBar}
            {totalWords !== undefined && (
              <span className="px-1 whitespace-nowrap" title="Exact, as of when the list was read">
                {totalWords} <span className="text-muted">as of {clock(range.to)}</span>
              </span>
            )}
          </FilterChips>
          {/* Said to those who cannot see it; the empty list stands inside the grid, where no status may be. */}
          <p role="status" className="sr-only">
            {totalWords !== undefined && !state.isReading && totalWords}
          </p>
          <QueueNotices
            state={state}
            range={range}
            now={now}
            clock={clock}
            ignored={props.ignored}
            onForgetIgnored={() => onQuery(query)}
            onAsk={props.onAsk}
            waiting={waiting}
            isBehind={isBehind}
            onRefresh={onRefresh}
          />
          <QueueChart facets={facets} zone={zone} onZoom={onZoom} />
          {group ? (
            <QueueGroups
              params={params}
              group={group}
              asOf={list?.snapshot}
              now={day}
              connections={names}
              density={layout.density}
              table={table}
              onOpen={props.onOpenGroup}
              groupHref={props.groupHref}
              newAboveSlot={waiting.pill}
              emptySlot={empty}
            />
          ) : (
            <DataTable
              ref={table}
              label="Findings of all sources"
              rows={rows}
              rowId={toUid}
              columns={columns}
              columnState={layout.columnState}
              onColumnStateChange={layout.onColumnState}
              density={layout.density}
              selectedId={selectedId}
              onSelect={(id) => {
                const row = rows.find((one) => one.uid === id);
                if (row) props.onSelect(row);
              }}
              onOpen={(id) => {
                const row = rows.find((one) => one.uid === id);
                if (row) props.onOpenPage(row);
              }}
              rowHref={props.rowHref}
              isDimmed={isDimmed}
              ticks={selectable?.ticks}
              rowCount={list?.totalRows ?? -1}
              hasMore={list?.hasMore === true && state.error === undefined}
              loadingMore={state.isReading && rows.length > 0}
              onNeedMore={state.onNeedMore}
              daySeparator={daySeparator}
              cellMenu={(row, columnId) => {
                const column = resource.columns.find((one) => one.name === columnId);
                return column ? toCellMenu(row, column, resource, actions, false) : null;
              }}
              newAboveSlot={waiting.pill}
              isLoading={state.isLoading}
              emptySlot={empty}
              footer={
                list && rows.length > 0 ? (
                  <p className="flex h-9 items-center px-3 text-muted">
                    {list.hasMore ? (state.isReading ? 'Reading further' : '') : `End of the range: ${totalWords}.`}
                  </p>
                ) : undefined
              }
            />
          )}
          {selectable && (
            <SelectionBar selection={selectable} list={list} clock={clock}>
              {props.selectionActions}
            </SelectionBar>
          )}
        </SplitPane>
      </div>
    </main>
  );
}

const noRows: QueueRow[] = [];
const toUid = (row: QueueRow) => row.uid;

/** The rows that `j` and `k` lead to next. */
function toNeighbours(rows: readonly QueueRow[], index: number): QueueRow[] {
  return index < 0 ? [] : [rows[index + 1], rows[index - 1]].filter((row) => row !== undefined);
}
