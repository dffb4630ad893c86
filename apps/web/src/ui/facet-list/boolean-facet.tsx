import { cx } from '../cx.ts';
import { Disclosure } from '../disclosure.tsx';
import type { FacetFrameProps } from './facet-list.tsx';

export interface BooleanFacetProps extends FacetFrameProps {
  /** Undefined is both. */
  value: boolean | undefined;
  onChange: (value: boolean | undefined) => void;
  /** Words for true and false; "Yes" and "No" unless told. */
  words?: [yes: string, no: string] | undefined;
}

/** Yes, no or both. */
export function BooleanFacet({ value, onChange, words = ['Yes', 'No'], ...frame }: BooleanFacetProps) {
  const choices: [string, boolean | undefined][] = [
    ['Both', undefined],
    [words[0], true],
    [words[1], false],
  ];
  return (
    <Disclosure
      title={frame.label}
      note={value === undefined ? frame.note : words[value ? 0 : 1]}
      isOpen={frame.isOpen}
      onOpenChange={frame.onOpenChange}
    >
      <div className="pr-2 pb-2 pl-6">
        {frame.hint !== undefined && <p className="pb-1 text-label text-muted">{frame.hint}</p>}
        <div role="group" aria-label={frame.label} className="flex h-6 rounded-control border border-control">
          {choices.map(([word, choice]) => (
            <button
              key={word}
              type="button"
              aria-pressed={value === choice}
              onClick={() => onChange(choice)}
              className={cx(
                'focus-inset min-w-0 flex-1 cursor-default truncate rounded-[3px] px-1',
                value === choice ? 'bg-selected font-medium' : 'text-muted hover:text-text',
              )}
            >
              {word}
            </button>
          ))}
        </div>
      </div>
    </Disclosure>
  );
}
