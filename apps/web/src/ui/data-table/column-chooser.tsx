import { ChevronDown, ChevronUp } from 'lucide-react';
import { Button } from '../button.tsx';
import { setColumnShown, stepColumn, toOrder } from './column-state.ts';
import type { ColumnState, DataColumn } from './types.ts';

export interface ColumnChooserProps {
  columns: readonly Pick<DataColumn<never>, 'id' | 'label' | 'hint'>[];
  columnState: ColumnState;
  onColumnStateChange: (state: ColumnState) => void;
  /** Back to what the source declares. */
  onReset?: (() => void) | undefined;
}

/** All columns with a box each and their order; put it into a `Dialog`. */
export function ColumnChooser({ columns, columnState, onColumnStateChange, onReset }: ColumnChooserProps) {
  const byId = new Map(columns.map((column) => [column.id, column]));
  const hidden = new Set(columnState.hidden);
  const shownIds = toOrder(columns, columnState).filter((id) => !hidden.has(id));
  return (
    <div>
      <ul aria-label="Columns">
        {toOrder(columns, columnState).map((id) => {
          const column = byId.get(id);
          if (!column) return null;
          const isShown = !hidden.has(id);
          return (
            <li key={id} className="flex h-8 items-center hover:bg-surface">
              <label className="flex h-full min-w-0 flex-1 items-center gap-2 px-1" title={column.hint}>
                <input
                  type="checkbox"
                  checked={isShown}
                  disabled={isShown && shownIds.length === 1}
                  onChange={(event) =>
                    onColumnStateChange(setColumnShown(columns, columnState, id, event.target.checked))
                  }
                  className="size-3.5 accent-accent"
                />
                <span className="truncate">{column.label}</span>
              </label>
              {isShown && (
                <>
                  <Button
                    size={24}
                    icon={ChevronUp}
                    label={`Move ${column.label} left`}
                    isDisabled={id === shownIds[0]}
                    onPress={() => onColumnStateChange(stepColumn(columns, columnState, id, -1))}
                  />
                  <Button
                    size={24}
                    icon={ChevronDown}
                    label={`Move ${column.label} right`}
                    isDisabled={id === shownIds.at(-1)}
                    onPress={() => onColumnStateChange(stepColumn(columns, columnState, id, 1))}
                  />
                </>
              )}
            </li>
          );
        })}
      </ul>
      {onReset && (
        <div className="mt-2 border-t border-line pt-2">
          <Button onPress={onReset}>Back to the source's own columns</Button>
        </div>
      )}
    </div>
  );
}
