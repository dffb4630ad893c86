import { Check, Minus } from 'lucide-react';
import { cx } from '../cx.ts';
import { HostileText } from '../text/hostile-text.tsx';
import type { FacetValue } from './facet-list.tsx';

interface FacetRowProps {
  value: FacetValue;
  field: string;
  state: 'include' | 'exclude' | 'none';
  onToggle: () => void;
  onOnly: () => void;
  onExclude: () => void;
}

/** A value: a tri-state box, the label, its count, and on hover or focus "only" and "exclude". */
export function FacetRow({ value, field, state, onToggle, onOnly, onExclude }: FacetRowProps) {
  return (
    <li className="group/facet relative flex h-6 items-center hover:bg-raised focus-within:bg-raised">
      <button
        type="button"
        role="checkbox"
        aria-checked={state === 'include' ? true : state === 'exclude' ? 'mixed' : false}
        aria-label={state === 'exclude' ? `not ${value.label}` : undefined}
        onClick={onToggle}
        className="focus-inset flex h-6 min-w-0 flex-1 cursor-default items-center gap-1.5 rounded-control pl-2 text-left"
      >
        <span
          className={cx(
            'flex size-3.5 flex-none items-center justify-center rounded-[3px] border',
            state === 'none' ? 'border-control' : 'border-accent bg-accent text-bg',
          )}
        >
          {state === 'include' && <Check size={12} strokeWidth={2.5} aria-hidden />}
          {state === 'exclude' && <Minus size={12} strokeWidth={2.5} aria-hidden />}
        </span>
        {state === 'exclude' && <span className="font-semibold">NOT</span>}
        <span className={cx('min-w-0 flex-1', state === 'exclude' && 'line-through [&>*]:line-through')}>
          {value.mark ?? <HostileText text={value.label} />}
        </span>
      </button>
      <span className="flex-none pr-2 pl-1 text-right text-muted group-focus-within/facet:invisible group-hover/facet:invisible">
        {toCountText(value)}
      </span>
      <span className="absolute inset-y-0 right-1 flex items-center bg-raised opacity-0 group-focus-within/facet:opacity-100 group-hover/facet:opacity-100">
        <FacetAction word="only" label={`Only ${value.label} in ${field}`} onPress={onOnly} />
        <FacetAction
          word={state === 'exclude' ? 'allow' : 'exclude'}
          label={state === 'exclude' ? `No longer exclude ${value.label}` : `Exclude ${value.label} in ${field}`}
          onPress={onExclude}
        />
      </span>
    </li>
  );
}

const numbers = new Intl.NumberFormat('en');

/** A count says what it is: exact, the vendor's (≈), or at least (≥). */
function toCountText({ count, counted }: Pick<FacetValue, 'count' | 'counted'>): string {
  if (count === null) return '';
  const sign = counted === 'at_least' ? '≥ ' : counted === 'vendor' ? '≈ ' : '';
  return `${sign}${numbers.format(count)}`;
}

function FacetAction({ word, label, onPress }: { word: string; label: string; onPress: () => void }) {
  return (
    <button
      type="button"
      aria-label={label}
      onClick={onPress}
      className="focus-inset h-5 cursor-default rounded-control px-1.5 text-label text-muted hover:bg-bg hover:text-text focus-visible:text-text"
    >
      {word}
    </button>
  );
}
