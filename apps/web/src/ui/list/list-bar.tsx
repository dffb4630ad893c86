import { type ExploreQuery, type Resource, resolveTime } from '@watchfloor/contract';
import { Columns3 } from 'lucide-react';
import { memo, type ReactNode, useState } from 'react';
import { withValue } from '../../lib/list/filter-edits.ts';
import type { ListLayout } from '../../lib/list/list-layout.ts';
import { setPreferences } from '../../lib/preferences.ts';
import { localZone, useZone } from '../../lib/time.ts';
import { Button } from '../button.tsx';
import { ColumnChooser } from '../data-table/column-chooser.tsx';
import { Dialog } from '../dialog.tsx';
import { HostileText } from '../text/hostile-text.tsx';
import { TimeRange } from '../time-range/time-range.tsx';
import { CopyLink, type LinkForm } from './copy-link.tsx';
import { SearchBox } from './search-box.tsx';
import { wideOnly } from './wide-only.ts';

export interface ListBarProps {
  /** The open view's name; the list's own label stands here without one. */
  viewTitle: ReactNode;
  /** Whose list it is; undefined for one over all sources. */
  sourceLabel: string | undefined;
  resource: Resource;
  query: ExploreQuery;
  onQuery: (query: ExploreQuery) => void;
  resolved: { from: number; to: number };
  now: number;
  columnState: ListLayout['columnState'];
  onColumnState: ListLayout['onColumnState'];
  onCopyLink: (form: LinkForm) => void;
  /** What else can be done with the list, beside its link. */
  children?: ReactNode;
  /** In place of the box that takes words. Keep the element's identity. */
  search?: ReactNode;
  /** How the list is grouped. Keep the element's identity. */
  grouping?: ReactNode;
  /** Groups have an order and columns of their own. */
  isGrouped?: boolean | undefined;
}

/** What is looked at, in which order, with which columns, over which time; 40 px. */
export const ListBar = memo(function ListBar(props: ListBarProps) {
  const { resource, query, onQuery, viewTitle } = props;
  const zone = useZone();
  const below = toBelow(props);
  const everywhere = resource.filters.find((one) => one.name === 'q');
  const [showsColumns, setShowsColumns] = useState(false);
  return (
    <header className="flex h-10 flex-none items-center gap-3 border-b border-line pr-2 pl-3">
      <h1 className="flex min-w-0 items-baseline gap-2 text-prose font-semibold whitespace-nowrap">
        {viewTitle ?? resource.label}
        {below !== undefined && (
          <HostileText
            text={below}
            // The view's name is what one looks for; where room is short, the rest gives way first.
            className="min-w-0 shrink-[20] text-row font-normal text-muted"
          />
        )}
      </h1>
      <span className="flex-1" />
      {props.search}
      {everywhere && props.search === undefined && (
        <SearchBox
          filter={everywhere}
          what={resource.label.toLowerCase()}
          onSearch={(text) => onQuery(withValue(query, everywhere.name, text, 'include', everywhere.multi))}
        />
      )}
      {props.grouping}
      {resource.orders.length > 1 && props.isGrouped !== true && (
        <label className="flex items-center gap-1.5 text-muted">
          <span className={wideOnly}>Order</span>
          <select
            value={query.order ?? resource.orders[0]?.name}
            onChange={(event) => onQuery({ ...query, order: event.target.value })}
            className="h-7 max-w-56 rounded-control border border-line bg-bg px-1 text-text hover:bg-surface"
          >
            {resource.orders.map((order) => (
              <option key={order.name} value={order.name}>
                {order.label}
              </option>
            ))}
          </select>
        </label>
      )}
      {props.isGrouped !== true && (
        <Button icon={Columns3} onPress={() => setShowsColumns(true)}>
          <span className={wideOnly}>Columns</span>
        </Button>
      )}
      <CopyLink query={query} onCopy={props.onCopyLink} />
      {props.children}
      <TimeRange
        value={{ from: query.from, to: query.to }}
        onChange={({ from, to }) => onQuery({ ...query, from, to })}
        resolved={props.resolved}
        now={props.now}
        zone={zone}
        localZone={localZone}
        onZoneChange={(next) => setPreferences({ zone: next === 'UTC' ? 'utc' : 'local' })}
        parse={(text) => resolveTime(text.trim(), Date.now())}
      />
      {showsColumns && (
        <Dialog
          title={`Columns of ${resource.label.toLowerCase()}`}
          isOpen
          onOpenChange={setShowsColumns}
          widthPx={400}
        >
          <ColumnChooser
            columns={resource.columns.map((column) => ({ id: column.name, label: column.label }))}
            columnState={props.columnState}
            onColumnStateChange={props.onColumnState}
            onReset={() => props.onColumnState(undefined)}
          />
        </Dialog>
      )}
    </header>
  );
});

/** Behind the view's name: whose list of what it is. */
function toBelow({ viewTitle, resource, sourceLabel }: ListBarProps): string | undefined {
  if (viewTitle === undefined) return sourceLabel;
  return sourceLabel === undefined ? resource.label : `${resource.label} · ${sourceLabel}`;
}
