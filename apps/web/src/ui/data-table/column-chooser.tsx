import type { ColumnState, DataColumn } from './types.ts';

export interface ColumnChooserProps {
  columns: readonly Pick<DataColumn<never>, 'id' | 'label'>[];
  columnState: ColumnState;
  onColumnStateChange: (state: ColumnState) => void;
  /** Back to what the source declares. */
  onReset?: (() => void) | undefined;
}

export function ColumnChooser({ columns }: ColumnChooserProps) {
  return <span>{columns.length} columns</span>;
}
