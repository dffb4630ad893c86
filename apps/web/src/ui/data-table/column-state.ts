import type { ColumnState, DataColumn } from './types.ts';

type Columns = readonly Pick<DataColumn<never>, 'id'>[];

/** All ids in the order in which they stand, hidden ones included. */
export function toOrder(columns: Columns, state: ColumnState): string[] {
  const known = new Set(columns.map((column) => column.id));
  const ordered = state.order.filter((id) => known.has(id));
  const placed = new Set(ordered);
  return [...ordered, ...columns.map((column) => column.id).filter((id) => !placed.has(id))];
}

/** Puts a column before another, or at the end. */
export function moveColumn(columns: Columns, state: ColumnState, id: string, beforeId: string | null): ColumnState {
  if (id === beforeId) return state;
  const order = toOrder(columns, state).filter((other) => other !== id);
  order.splice(beforeId === null ? order.length : order.indexOf(beforeId), 0, id);
  return { ...state, order };
}

/** Moves a column past its next shown neighbour. */
export function stepColumn(columns: Columns, state: ColumnState, id: string, by: -1 | 1): ColumnState {
  const hidden = new Set(state.hidden);
  const shown = toOrder(columns, state).filter((other) => !hidden.has(other));
  const at = shown.indexOf(id);
  const neighbour = shown[by === 1 ? at + 2 : at - 1];
  if (at < 0 || (by === -1 && at === 0) || (by === 1 && at === shown.length - 1)) return state;
  return moveColumn(columns, state, id, neighbour ?? null);
}

/** Shows or hides a column; the last one that is shown stays. */
export function setColumnShown(columns: Columns, state: ColumnState, id: string, isShown: boolean): ColumnState {
  const hidden = new Set(state.hidden);
  if (isShown) hidden.delete(id);
  else hidden.add(id);
  return columns.every((column) => hidden.has(column.id)) ? state : { ...state, hidden: [...hidden] };
}

export function setColumnPinned(state: ColumnState, id: string, isPinned: boolean): ColumnState {
  const pinned = (state.pinned ?? []).filter((other) => other !== id);
  return { ...state, pinned: isPinned ? [...pinned, id] : pinned };
}
