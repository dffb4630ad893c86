import { useEffect, useRef } from 'react';
import { cx } from '../cx.ts';
import { HostileText } from '../text/hostile-text.tsx';
import type { Completion } from './types.ts';

export interface CompletionListProps {
  id: string;
  options: readonly Completion[];
  /** -1: none. */
  active: number;
  onAccept: (option: Completion) => void;
}

/** The list of a combobox: the focus stays in the box. */
export function CompletionList({ id, options, active, onAccept }: CompletionListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div ref={list} id={id} role="listbox" aria-label="Completions" className="max-h-72 overflow-auto py-1">
      {options.map((option, index) => (
        <button
          type="button"
          tabIndex={-1}
          key={`${option.insert} ${option.label}`}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          className={cx(
            'flex h-7 w-full cursor-default items-center gap-2 px-3 hover:bg-surface',
            index === active && 'bg-selected',
          )}
          // The box would lose the focus before the click is one.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onAccept(option)}
        >
          <HostileText text={option.label} cut="middle" canShowAll={false} className="min-w-0 flex-none max-w-[60%]" />
          {option.detail !== undefined && (
            <HostileText text={option.detail} cut="end" canShowAll={false} className="min-w-0 flex-1 text-muted" />
          )}
          {option.count !== undefined && (
            <span className="ml-auto flex-none text-muted tabular-nums">{option.count.toLocaleString('en')}</span>
          )}
        </button>
      ))}
    </div>
  );
}
