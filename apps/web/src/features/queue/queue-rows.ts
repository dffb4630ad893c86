import type { Cell, QueueAnswer, QueueRow, SourceAnswer } from '@watchfloor/contract';

/** All pages of the queue that were read so far, as one list. */
export interface LoadedQueue {
  rows: QueueRow[];
  pages: number;
  range: QueueAnswer['range'];
  /** Of all that match, exactly. */
  total: number;
  /** And of the rows that they make; null where they are too many to be counted. */
  totalRows: number | null;
  snapshot: number;
  /** Of a search: findings of the range that could not be looked through yet. */
  notSearched: number;
  sources: SourceAnswer[];
  hasMore: boolean;
}

/** @returns undefined while there is no page */
export function toLoadedQueue(pages: readonly QueueAnswer[]): LoadedQueue | undefined {
  const [first] = pages;
  const last = pages.at(-1);
  if (!first || !last) return undefined;
  const rows = toRows(pages);
  return {
    rows,
    pages: pages.length,
    range: first.range,
    total: first.total,
    totalRows: first.totalRows,
    snapshot: first.snapshot,
    notSearched: last.notSearched ?? 0,
    // How complete it is, is said of the whole range with every page: the latest knows best.
    sources: last.sources,
    hasMore: last.cursor !== null,
  };
}

/**
 * One row for each matter. A row that comes again, as what it stands for changed meanwhile, takes the place of the one before,
 * also where another of its findings is the one that it shows now.
 */
function toRows(pages: readonly QueueAnswer[]): QueueRow[] {
  const rows: QueueRow[] = [];
  const places = new Map<string, number>();
  for (const row of pages.flatMap((page) => page.rows)) {
    const uids = [row.uid, ...(row.fold?.members.map(({ uid }) => uid) ?? [])];
    const place = uids.map((uid) => places.get(uid)).find((one) => one !== undefined) ?? rows.length;
    rows[place] = toListRow(row);
    places.set(row.uid, place);
  }
  return rows;
}

const kept = new WeakMap<QueueRow, QueueRow>();

/**
 * A row with the queue's own columns as its cells: a vendor's mean other things under the same names. The same row
 * gives the same object, so that the table does not draw it again.
 */
export function toListRow(row: QueueRow): QueueRow {
  let shown = kept.get(row);
  if (!shown) {
    shown = { ...row, cells: toCells(row) };
    kept.set(row, shown);
  }
  return shown;
}

function toCells(row: QueueRow): Record<string, Cell> {
  return {
    who: row.cells.who ?? null,
    where: row.cells.where ?? null,
    // What its filter takes; the column shows the connection's name.
    source: row.connection,
    work: row.mark.state,
    tenant: row.tenant ?? null,
    vendor_status: row.vendorStatus ?? null,
    priority_label: row.priorityLabel ?? null,
    event_type: row.eventType ?? null,
    verdict: row.mark.verdict,
    ...(row.cells.raised === undefined ? {} : { raised: row.cells.raised }),
  };
}

/** How many more of the kind of this value the record names: "+2". */
export function countMore({ entities }: Pick<QueueRow, 'entities'>, value: Cell): number {
  const kind = entities.find((one) => one.value === value)?.kind;
  if (kind === undefined) return 0;
  return new Set(entities.filter((one) => one.kind === kind).map((one) => one.value)).size - 1;
}
