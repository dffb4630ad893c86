import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { HostileText } from './text/hostile-text.tsx';

export interface FilterChip {
  id: string;
  /** The field's label. */
  field: string;
  /** Values joined by "or". */
  values: string[];
  mode: 'include' | 'exclude';
  /** Why it does less than it says: "filtered here". */
  note?: string | undefined;
}

export interface FilterChipsProps {
  chips: FilterChip[];
  onRemove: (id: string) => void;
  /** Turns include into exclude and back. */
  onToggle?: ((id: string) => void) | undefined;
  onClear?: (() => void) | undefined;
  /** Behind the chips: a search field, "Save view". */
  children?: ReactNode;
  className?: string | undefined;
}

/** What the list is filtered by. An excluding chip says NOT and is struck through: colour alone would not do. */
export function FilterChips({ chips, onRemove, onToggle, onClear, children, className }: FilterChipsProps) {
  return (
    <div className={cx('flex min-h-9 flex-wrap items-center gap-1 px-3 py-1', className)}>
      <ul aria-label="Filters" className="contents">
        {chips.map((chip) => (
          <li
            key={chip.id}
            className="flex h-6 max-w-96 min-w-0 items-center rounded-control border border-line bg-surface"
          >
            <button
              type="button"
              className="focus-inset flex h-full min-w-0 cursor-default items-center gap-1 rounded-control pl-2 pr-1 enabled:hover:bg-raised"
              disabled={!onToggle}
              title={chip.note ?? (chip.mode === 'include' ? 'Turn into an exclusion' : 'Turn into an inclusion')}
              onClick={() => onToggle?.(chip.id)}
            >
              {chip.mode === 'exclude' && <span className="font-semibold">NOT</span>}
              <span className="flex-none text-muted">{chip.field}</span>
              <span className={cx('min-w-0 truncate', chip.mode === 'exclude' && 'line-through')}>
                <HostileText text={chip.values.join(' or ')} />
              </span>
              {chip.note !== undefined && <span className="flex-none text-muted">{chip.note}</span>}
            </button>
            <button
              type="button"
              className="focus-inset flex size-6 flex-none cursor-default items-center justify-center rounded-control text-muted hover:bg-raised hover:text-text"
              aria-label={`Remove ${chip.mode === 'exclude' ? 'not ' : ''}${chip.field} ${chip.values.join(' or ')}`}
              onClick={() => onRemove(chip.id)}
            >
              <X size={14} strokeWidth={1.75} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
      {chips.length > 1 && onClear && (
        <button
          type="button"
          className="h-6 cursor-default rounded-control px-2 text-muted hover:bg-surface hover:text-text"
          onClick={onClear}
        >
          Remove all
        </button>
      )}
      {children}
    </div>
  );
}
