/** A line of the list: a row, or the separator above the first row of a group. */
export type Item<Row> =
  | { kind: 'row'; key: string; startPx: number; row: Row; rowIndex: number }
  | { kind: 'separator'; key: string; startPx: number; label: string };

export interface Layout<Row> {
  items: Item<Row>[];
  heightPx: number;
  rowPx: number;
  /** Where a row stands in `items`, by its id. */
  indexById: Map<string, number>;
}

export const separatorPx = 24;

/** Lays the rows out under each other. Heights are fixed, so every position is known without drawing. */
export function toLayout<Row>(
  rows: readonly Row[],
  rowId: (row: Row) => string,
  groupOf: ((row: Row) => string | null) | undefined,
  rowPx: number,
): Layout<Row> {
  const items: Item<Row>[] = [];
  const indexById = new Map<string, number>();
  let startPx = 0;
  let group: string | null = null;
  for (const [rowIndex, row] of rows.entries()) {
    const key = rowId(row);
    const label = groupOf?.(row) ?? null;
    if (label !== null && label !== group) {
      group = label;
      items.push({ kind: 'separator', key: `separator ${key}`, startPx, label });
      startPx += separatorPx;
    }
    indexById.set(key, items.length);
    items.push({ kind: 'row', key, startPx, row, rowIndex });
    startPx += rowPx;
  }
  return { items, heightPx: startPx, rowPx, indexById };
}

/** True where rows came at the end only: nothing that was there has another place. */
export function isContinued<Row>(before: Layout<Row>, after: Layout<Row>): boolean {
  if (before.rowPx !== after.rowPx || before.items.length > after.items.length) return false;
  return before.items.every(({ key }, index) => key === after.items[index]?.key);
}

/**
 * How far to scroll so that the eye stays where it was after rows came, went or changed height: the selected row keeps
 * its place where it was in view, else the first row in view that is still there.
 * @returns px to add to the scroll position; undefined where none of the rows in view is left
 */
export function toAnchorShift<Row>(
  before: Layout<Row>,
  after: Layout<Row>,
  view: { topPx: number; bottomPx: number },
  selectedId: string | null,
): number | undefined {
  const shiftOf = (key: string, startPx: number) => {
    const index = after.indexById.get(key);
    const item = index === undefined ? undefined : after.items[index];
    return item && item.startPx - startPx;
  };
  const selected = selectedId === null ? undefined : before.items[before.indexById.get(selectedId) ?? -1];
  if (selected && selected.startPx < view.bottomPx && selected.startPx + before.rowPx > view.topPx) {
    const shift = shiftOf(selected.key, selected.startPx);
    if (shift !== undefined) return shift;
  }
  for (let index = firstInView(before, view.topPx); index < before.items.length; index++) {
    const item = before.items[index];
    if (!item || item.startPx >= view.bottomPx) return undefined;
    const shift = item.kind === 'row' ? shiftOf(item.key, item.startPx) : undefined;
    if (shift !== undefined) return shift;
  }
  return undefined;
}

/** The first item whose start is at or under `topPx`, by halving: positions rise. */
function firstInView<Row>({ items }: Layout<Row>, topPx: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.startPx ?? 0) < topPx) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where to scroll so that a row is in view; undefined where it is already. */
export function toRevealPx(
  startPx: number,
  rowPx: number,
  view: { topPx: number; bottomPx: number },
  align: 'auto' | 'start' | 'center' | 'end',
): number | undefined {
  const heightPx = view.bottomPx - view.topPx;
  if (align === 'start') return startPx;
  if (align === 'center') return startPx - (heightPx - rowPx) / 2;
  if (align === 'end') return startPx + rowPx - heightPx;
  if (startPx < view.topPx) return startPx;
  return startPx + rowPx > view.bottomPx ? startPx + rowPx - heightPx : undefined;
}
