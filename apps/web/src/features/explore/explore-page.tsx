import {
  type Connection,
  type ExploreQuery,
  type ParameterProblem,
  type Resource,
  resolveRange,
  type SourceRecord,
} from '@watchfloor/contract';
import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import { copyValue } from '../../lib/copy.ts';
import { parseChipId, toChips } from '../../lib/list/chips.ts';
import type { Clock } from '../../lib/list/clock.ts';
import { filterOf, withFilter, withTurned, withValue } from '../../lib/list/filter-edits.ts';
import type { ListLayout } from '../../lib/list/list-layout.ts';
import { setPreferences, usePreferences } from '../../lib/preferences.ts';
import { useNow, useZone } from '../../lib/time.ts';
import { useCalm } from '../../lib/use-calm.ts';
import { useMedia } from '../../lib/use-media.ts';
import { useStable } from '../../lib/use-stable.ts';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import type { DataTableHandle } from '../../ui/data-table/types.ts';
import { FilterChips } from '../../ui/filter-chips.tsx';
import { toDataColumns } from '../../ui/list/columns.tsx';
import type { LinkForm } from '../../ui/list/copy-link.tsx';
import { ListBar } from '../../ui/list/list-bar.tsx';
import { useListKeys } from '../../ui/list/use-list-keys.ts';
import { type CellActions, toCellMenu } from '../../ui/list/value-actions.ts';
import { FacetColumn, facetsFoldUnderPx } from '../../ui/pane/facet-column.tsx';
import { SplitPane } from '../../ui/pane/split-pane.tsx';
import { formatDay, formatTime } from '../../ui/time-format.ts';
import { toRangeText } from '../../ui/time-range/shift.ts';
import { useToast } from '../../ui/toast/toast.tsx';
import { AskedPanel } from './asked-panel.tsx';
import { EmptyList } from './empty-list.tsx';
import { ExploreChart } from './explore-chart.tsx';
import { ListFooter } from './list-footer.tsx';
import { ListNotices } from './list-notices.tsx';
import { toStateWords, toTotalWords } from './list-words.ts';
import { LoadedFilters } from './loaded-filters.tsx';
import { isMissing } from './loaded-list.ts';
import { SourceLine, toListStanding } from './source-line.tsx';
import { useList } from './use-list.ts';

export interface ExplorePageProps {
  connection: Connection;
  resource: Resource;
  query: ExploreQuery;
  ignored: readonly ParameterProblem[];
  /** The record whose `uid` ends so is selected; null for none. */
  selectedId: string | null;
  onQuery: (query: ExploreQuery) => void;
  onSelect: (row: SourceRecord) => void;
  onClose: () => void;
  onOpenPage: (row: SourceRecord) => void;
  rowHref: (row: SourceRecord) => string;
  layout: ListLayout;
  /** The open view's name, and behind the chips what can be saved of the screen. */
  viewTitle: ReactNode;
  viewBar: ReactNode;
  /** Copies a link to this list with that question. */
  onCopyLink: (query: ExploreQuery, form: LinkForm) => void;
  /** How every connection stands, this list's own as it was answered. */
  renderStrip: (list: ReturnType<typeof toListStanding>) => ReactNode;
  /** What stands beside the list; null without a selection. */
  renderPane: (around: { row: SourceRecord | undefined; neighbours: readonly SourceRecord[] }) => ReactNode | null;
}

/** One list of one source: filters, rows, and the selected row beside them. */
export function ExplorePage(props: ExplorePageProps) {
  const { connection, resource, query, selectedId } = props;
  const onQuery = useStable(props.onQuery);
  // Only the row with which the page was opened is looked for; later ones are chosen from what is there.
  const [anchorId] = useState(selectedId);
  const isAnchor = useCallback((row: SourceRecord) => anchorId === null || row.uid === anchorId, [anchorId]);
  const state = useList({ connection: connection.id, resource: resource.name }, query, isAnchor);
  const { list } = state;
  const preferences = usePreferences();
  const zone = useZone();
  const now = useNow();
  const toast = useToast();
  const table = useRef<DataTableHandle>(null);
  const [showsAsked, setShowsAsked] = useState(false);
  const isNarrow = useMedia(`(max-width: ${facetsFoldUnderPx - 1}px)`);

  const rows = list?.rows ?? noRows;
  const isTimeOrder = (query.order ?? resource.orders[0]?.name ?? '').startsWith('time');
  // What counts as today: it does not move while the list stands.
  const day = list?.asOf ?? now;
  const clock: Clock = useCallback((at) => formatTime(at, zone, now), [zone, now]);
  const columns = useMemo(
    () => toDataColumns(resource, { zone, now: isTimeOrder ? undefined : day }),
    [resource, zone, isTimeOrder, day],
  );
  const daySeparator = useMemo(
    () =>
      isTimeOrder
        ? (row: SourceRecord) => (row.happened === null ? 'No time' : formatDay(row.happened, zone))
        : undefined,
    [isTimeOrder, zone],
  );
  const { from, to } = list?.range ?? unknownRange;
  const range = useMemo(() => {
    const asked = resolveRange(query, day) ?? { from: 0, to: 0 };
    return { from: from ?? asked.from, to: to || asked.to };
  }, [query, from, to, day]);
  const lastAt = isTimeOrder ? (rows.at(-1)?.happened ?? null) : null;
  const isUnread = list?.hasMore === true || (list !== undefined && isMissing(list.source));
  const readTo = isTimeOrder && isUnread ? (list.looked.backTo ?? lastAt) : undefined;
  const unread = useMemo(() => {
    if (readTo === undefined) return undefined;
    // Before the first row is read, nothing of the range is.
    if (readTo === null) return range;
    return state.isAscending ? { from: readTo, to: range.to } : { from: range.from, to: readTo };
  }, [readTo, range, state.isAscending]);
  const isWhole = list !== undefined && !list.hasMore && list.source.state === 'complete';
  const summed = useMemo(() => ({ rows, isWhole, range, unread }), [rows, isWhole, range, unread]);
  // Counts and chart may come a moment after the rows: a filter and a scroll do not wait for them.
  const calm = useCalm(summed, calmMs.still, calmMs.late);
  const selectedIndex = useMemo(() => rows.findIndex((row) => row.uid === selectedId), [rows, selectedId]);
  const selected = rows[selectedIndex];

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
    onRefresh: state.onRefresh,
  });

  const stateWords = list && toStateWords(list.source, { resource, rows: rows.length, lastAt, clock });
  const onZoom = useStable((start: number, end: number) =>
    onQuery({ ...query, ...toRangeText({ from: start, to: end }) }),
  );
  const onCopyLink = useStable((form: LinkForm) =>
    props.onCopyLink(form.range === 'absolute' ? { ...query, ...toRangeText(range) } : query, form),
  );
  const onColumnState = useStable(props.layout.onColumnState);
  const chips = toChips(query, resource);
  const multiOf = (name: string) => resource.filters.find((one) => one.name === name)?.multi ?? true;
  const failing = state.error !== undefined || (list !== undefined && isMissing(list.source));
  return (
    <main className="relative flex h-full min-w-0 flex-1 flex-col">
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
        sourceLabel={connection.label}
        resource={resource}
        query={query}
        onQuery={onQuery}
        resolved={range}
        now={day}
        columnState={props.layout.columnState}
        onColumnState={onColumnState}
        onCopyLink={onCopyLink}
      />
      {props.renderStrip(toListStanding(state, { connection, resource, clock }))}
      <div className="flex min-h-0 flex-1">
        <FacetColumn
          label="Filters"
          isFolded={preferences.facetsFolded ?? isNarrow}
          onFoldedChange={(facetsFolded) => setPreferences({ facetsFolded })}
          activeCount={chips.length}
        >
          <LoadedFilters
            resource={resource}
            sourceLabel={connection.vendorLabel}
            query={query}
            onQuery={onQuery}
            rows={calm.rows}
            isWhole={calm.isWhole}
          />
        </FacetColumn>
        <SplitPane
          pane={props.renderPane({ row: selected, neighbours: toNeighbours(rows, selectedIndex) })}
          paneLabel={`Selected ${resource.singular}`}
          widthPx={preferences.paneWidthPx}
          onWidthChange={(paneWidthPx) => setPreferences({ paneWidthPx })}
        >
          {(chips.length > 0 || props.viewBar !== null) && (
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
            </FilterChips>
          )}
          {/* Said to those who cannot see it; the empty list stands inside the grid, where no status may be. */}
          <p role="status" className="sr-only">
            {list &&
              !state.isReading &&
              `${stateWords?.lead ?? ''} ${toTotalWords(list)} ${rows.length === 1 && !list.hasMore ? resource.singular : resource.label.toLowerCase()}`}
          </p>
          <SourceLine
            resource={resource}
            state={state}
            clock={clock}
            showsAsked={showsAsked}
            onShowAsked={setShowsAsked}
          />
          {showsAsked && <AskedPanel asked={list?.asked ?? []} sourceLabel={connection.label} />}
          <ListNotices
            state={state}
            resource={resource}
            query={query}
            ignored={props.ignored}
            onForgetIgnored={() => onQuery(query)}
            clock={clock}
            lastAt={lastAt}
          />
          <ExploreChart
            rows={calm.rows}
            range={calm.range}
            unread={calm.unread}
            resource={resource}
            sourceLabel={connection.label}
            zone={zone}
            isLoading={state.isLoading}
            onZoom={onZoom}
          />
          <DataTable
            ref={table}
            label={`${connection.label} ${resource.label.toLowerCase()}`}
            rows={rows}
            rowId={toUid}
            columns={columns}
            columnState={props.layout.columnState}
            onColumnStateChange={onColumnState}
            density={props.layout.density}
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
            rowCount={list?.hasMore === true ? -1 : rows.length}
            hasMore={list?.hasMore === true && !failing && !state.isStopped}
            loadingMore={state.isReading && rows.length > 0}
            onNeedMore={state.onNeedMore}
            daySeparator={daySeparator}
            cellMenu={(row, columnId) => {
              const column = resource.columns.find((one) => one.name === columnId);
              return column ? toCellMenu(row, column, resource, actions) : null;
            }}
            isLoading={state.isLoading}
            emptySlot={<EmptyList state={state} resource={resource} query={query} onQuery={onQuery} clock={clock} />}
            footer={rows.length > 0 ? <ListFooter state={state} resource={resource} clock={clock} /> : undefined}
          />
        </SplitPane>
      </div>
    </main>
  );
}

const noRows: SourceRecord[] = [];
const calmMs = { still: 120, late: 1_500 } as const;
const unknownRange = { from: null, to: 0 };
const toUid = (row: SourceRecord) => row.uid;

/** The rows that `j` and `k` lead to next. */
function toNeighbours(rows: readonly SourceRecord[], index: number): SourceRecord[] {
  return index < 0 ? [] : [rows[index + 1], rows[index - 1]].filter((row) => row !== undefined);
}
