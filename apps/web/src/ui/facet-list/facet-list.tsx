import { type ReactNode, useState } from 'react';
import { cx } from '../cx.ts';
import { Disclosure } from '../disclosure.tsx';
import { FacetRow } from './facet-row.tsx';

export interface FacetValue {
  value: string;
  label: string;
  /** Under all other filters; null where it is not known. */
  count: number | null;
  counted?: 'exact' | 'vendor' | 'at_least' | undefined;
  /** Stands in place of the label: a `SeverityMark`. */
  mark?: ReactNode;
}

export interface FacetFrameProps {
  label: string;
  /** Behind the label: "filtered here". */
  note?: string | undefined;
  hint?: string | undefined;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

export interface FacetSelection {
  include: string[];
  exclude: string[];
}

export interface FacetListProps extends FacetFrameProps {
  /** In their own order. Selected values that are missing here are shown too. */
  values: FacetValue[];
  selection: FacetSelection;
  onChange: (selection: FacetSelection) => void;
  /** False: choosing one value drops the other. */
  multi?: boolean | undefined;
  /** Values shown before "show all"; selected ones always are. */
  shownMax?: number | undefined;
  /** Where there are too many values to hold them all, they are looked for elsewhere: `values` are what was found. */
  search?: FacetSearch | undefined;
}

export interface FacetSearch {
  text: string;
  onText: (text: string) => void;
  /** Under the values: how many there are, why there are none. */
  note: string;
}

/** Seven values fit the eye; from eight on one searches. */
const searchFrom = 8;

/** A field's known values with their counts. */
export function FacetList(props: FacetListProps) {
  const { values, selection, onChange, multi = true, shownMax = 12, search: elsewhere } = props;
  const [own, setOwn] = useState('');
  const [showsAll, setShowsAll] = useState(false);
  const all = withSelected(values, selection);
  const [search, setSearch] = elsewhere ? [elsewhere.text, elsewhere.onText] : [own, setOwn];
  const needle = elsewhere ? '' : own.trim().toLowerCase();
  const matching = needle === '' ? all : all.filter((value) => value.label.toLowerCase().includes(needle));
  const isSelected = (value: string) => selection.include.includes(value) || selection.exclude.includes(value);
  const shown =
    showsAll || search !== ''
      ? matching
      : matching.filter((value, index) => index < shownMax || isSelected(value.value));
  const chosen = selection.include.length + selection.exclude.length;

  return (
    <Disclosure
      title={props.label}
      note={chosen > 0 ? `${chosen}` : props.note}
      isOpen={props.isOpen}
      onOpenChange={props.onOpenChange}
    >
      <div className="pb-2">
        {props.hint !== undefined && <p className="px-2 pb-1 pl-6 text-label text-muted">{props.hint}</p>}
        {(elsewhere || all.length >= searchFrom) && (
          <div className="px-2 pb-1 pl-6">
            <input
              type="search"
              value={search}
              onChange={(event) => setSearch(event.target.value)}
              placeholder={elsewhere ? 'Search the values' : `Search ${all.length} values`}
              aria-label={`Search the values of ${props.label}`}
              className="h-6 w-full rounded-control border border-control bg-bg px-1.5"
            />
          </div>
        )}
        <ul aria-label={props.label}>
          {shown.map((value) => (
            <FacetRow
              key={value.value}
              value={value}
              field={props.label}
              state={stateOf(value.value, selection)}
              onToggle={() => onChange(toggle(selection, value.value, multi))}
              onOnly={() => onChange({ include: [value.value], exclude: [] })}
              onExclude={() => onChange(exclude(selection, value.value))}
            />
          ))}
        </ul>
        {shown.length === 0 && !elsewhere && <p className="px-2 pl-6 text-muted">No value matches</p>}
        {elsewhere && (
          <p role="status" className="px-2 pt-0.5 pl-6 text-label text-muted">
            {elsewhere.note}
          </p>
        )}
        {shown.length < matching.length && (
          <button
            type="button"
            className={cx('focus-inset ml-5 h-6 cursor-default rounded-control px-1 text-muted hover:text-text')}
            onClick={() => setShowsAll(true)}
          >
            {elsewhere ? 'Show' : 'Show all'} {matching.length}
          </button>
        )}
      </div>
    </Disclosure>
  );
}

function stateOf(value: string, { include, exclude }: FacetSelection): 'include' | 'exclude' | 'none' {
  if (include.includes(value)) return 'include';
  return exclude.includes(value) ? 'exclude' : 'none';
}

/** A selected value stays visible, at 0 or where the source no longer offers it. */
function withSelected(values: FacetValue[], { include, exclude }: FacetSelection): FacetValue[] {
  const known = new Set(values.map((value) => value.value));
  const missing = [...include, ...exclude].filter((value) => !known.has(value));
  return [...values, ...missing.map((value) => ({ value, label: value, count: null }))];
}

function toggle({ include, exclude }: FacetSelection, value: string, multi: boolean): FacetSelection {
  const rest = { include: include.filter((v) => v !== value), exclude: exclude.filter((v) => v !== value) };
  if (include.includes(value) || exclude.includes(value)) return rest;
  return multi ? { ...rest, include: [...rest.include, value] } : { include: [value], exclude: [] };
}

function exclude(selection: FacetSelection, value: string): FacetSelection {
  const include = selection.include.filter((v) => v !== value);
  if (selection.exclude.includes(value)) return { include, exclude: selection.exclude.filter((v) => v !== value) };
  return { include, exclude: [...selection.exclude, value] };
}
