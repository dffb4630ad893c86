import type { Resource } from '@watchfloor/contract';
import { type ColumnState, type Density, emptyColumnState } from '../../ui/data-table/types.ts';
import { getPreferences, setPreferences, usePreferences } from '../preferences.ts';

/** How a list's table is arranged: by the person, or by the view that is open. */
export interface ListLayout {
  columnState: ColumnState;
  /** undefined: back to what the source declares. */
  onColumnState: (state: ColumnState | undefined) => void;
  density: Density;
}

/** As the person left the columns of this list, else as the source declares them. */
export function usePreferredColumns(key: string, resource: Resource): ColumnState {
  const kept = usePreferences().columns[key];
  return kept ?? declaredState(resource);
}

export function setPreferredColumns(key: string, state: ColumnState | undefined): void {
  const { [key]: _, ...others } = getPreferences().columns;
  setPreferences({ columns: state === undefined ? others : { ...others, [key]: toKept(state) } });
}

function toKept({ order, sizes, hidden }: ColumnState) {
  return { order, sizes, hidden };
}

const declared = new WeakMap<Resource, ColumnState>();

/** One object a resource: the table draws anew when it changes. */
export function declaredState(resource: Resource): ColumnState {
  let state = declared.get(resource);
  if (!state) {
    state = { ...emptyColumnState, hidden: resource.columns.filter((one) => !one.shown).map((one) => one.name) };
    declared.set(resource, state);
  }
  return state;
}
