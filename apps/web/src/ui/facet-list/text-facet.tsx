import { X } from 'lucide-react';
import { useState } from 'react';
import { cx } from '../cx.ts';
import { Disclosure } from '../disclosure.tsx';
import { HostileText } from '../text/hostile-text.tsx';
import type { FacetFrameProps, FacetSelection } from './facet-list.tsx';

export interface TextFacetProps extends FacetFrameProps {
  selection: FacetSelection;
  onChange: (selection: FacetSelection) => void;
  multi?: boolean | undefined;
  match: 'exact' | 'contains';
  /** What a value looks like, where that is worth telling. */
  placeholder?: string | undefined;
  /** Offered while typing: values seen in the loaded rows. */
  suggestions?: string[] | undefined;
  /** What is wrong with a typed value, or undefined. */
  validate?: ((value: string) => string | undefined) | undefined;
}

/** A field whose values are typed. */
export function TextFacet(props: TextFacetProps) {
  const { selection, onChange, multi = true } = props;
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const chosen = selection.include.length + selection.exclude.length;
  const listId = `facet-${props.label.replace(/\W+/g, '-')}`;

  function add(mode: 'include' | 'exclude') {
    const value = text.trim();
    if (value === '') return;
    const wrong = props.validate?.(value);
    setProblem(wrong);
    if (wrong !== undefined) return;
    const rest = remove(selection, value);
    onChange(multi ? { ...rest, [mode]: [...rest[mode], value] } : { include: [], exclude: [], [mode]: [value] });
    setText('');
  }

  return (
    <Disclosure
      title={props.label}
      note={chosen > 0 ? `${chosen}` : props.note}
      isOpen={props.isOpen}
      onOpenChange={props.onOpenChange}
    >
      <div className="pr-2 pb-2 pl-6">
        {props.hint !== undefined && <p className="pb-1 text-label text-muted">{props.hint}</p>}
        <ul aria-label={props.label}>
          {(['include', 'exclude'] as const).flatMap((mode) =>
            selection[mode].map((value) => (
              <li key={`${mode} ${value}`} className="flex h-6 items-center gap-1">
                {mode === 'exclude' && <span className="font-semibold">NOT</span>}
                <span className={cx('min-w-0 flex-1', mode === 'exclude' && 'line-through')}>
                  <HostileText text={value} cut="middle" />
                </span>
                <button
                  type="button"
                  aria-label={`Remove ${value}`}
                  className="focus-inset flex size-6 cursor-default items-center justify-center rounded-control text-muted hover:bg-raised hover:text-text"
                  onClick={() => onChange(remove(selection, value))}
                >
                  <X size={14} strokeWidth={1.75} aria-hidden />
                </button>
              </li>
            )),
          )}
        </ul>
        <form
          className="flex items-center gap-1"
          onSubmit={(event) => {
            event.preventDefault();
            add('include');
          }}
        >
          <input
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setProblem(undefined);
            }}
            list={props.suggestions && listId}
            aria-label={`${props.label} ${props.match === 'exact' ? 'is' : 'contains'}`}
            aria-invalid={problem !== undefined}
            placeholder={props.placeholder ?? (props.match === 'exact' ? 'is' : 'contains')}
            spellCheck={false}
            autoComplete="off"
            className="h-6 min-w-0 flex-1 rounded-control border border-control bg-bg px-1.5"
          />
          <button
            type="button"
            disabled={text.trim() === ''}
            onClick={() => add('exclude')}
            className="focus-inset h-6 flex-none cursor-default rounded-control px-1.5 text-label text-muted hover:bg-raised hover:text-text disabled:hidden"
          >
            exclude
          </button>
        </form>
        {props.suggestions && (
          <datalist id={listId}>
            {props.suggestions.map((value) => (
              <option key={value} value={value}>
                {value}
              </option>
            ))}
          </datalist>
        )}
        {problem !== undefined && (
          <p role="alert" className="pt-1 text-attention">
            {problem}
          </p>
        )}
      </div>
    </Disclosure>
  );
}

function remove({ include, exclude }: FacetSelection, value: string): FacetSelection {
  return { include: include.filter((v) => v !== value), exclude: exclude.filter((v) => v !== value) };
}
