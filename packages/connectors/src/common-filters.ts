import type { Filter } from '@watchfloor/contract';
import type { FilterDefinition } from './filter-plan.ts';

const here = { appliedBy: 'watchfloor' as const, multi: true, values: [], open: false };

/** Filters that every resource offers, since they look at nothing but the common record. They are applied here. */
export const commonFilters: readonly FilterDefinition[] = [
  { ...here, name: 'user', label: 'User', type: 'text', match: 'exact' },
  { ...here, name: 'host', label: 'Host', type: 'text', match: 'exact' },
  { ...here, name: 'ip', label: 'Address', type: 'text', match: 'exact' },
  {
    ...here,
    name: 'entity',
    label: 'Anything named',
    type: 'text',
    match: 'exact',
    hint: 'A user, host, address, hash, domain or mail address that the record names',
  },
  { ...here, name: 'technique', label: 'ATT&CK technique', type: 'text', match: 'exact', hint: 'T1059.001' },
  {
    ...here,
    name: 'q',
    label: 'Contains',
    type: 'text',
    match: 'contains',
    hint: 'In the title, the columns and what the record names',
  },
];

export function enumFilter(
  name: string,
  label: string,
  values: readonly (readonly [value: string, label: string])[],
  rest: Partial<Omit<FilterDefinition, 'name' | 'label' | 'values'>> = {},
): FilterDefinition {
  return {
    name,
    label,
    type: 'enum',
    values: values.map(([value, text]) => ({ value, label: text })),
    open: false,
    multi: true,
    match: 'exact',
    appliedBy: rest.vendor ? 'vendor' : 'watchfloor',
    ...rest,
  };
}

export function textFilter(name: string, label: string, rest: Partial<FilterDefinition> = {}): FilterDefinition {
  return {
    name,
    label,
    type: 'text',
    values: [],
    open: false,
    multi: true,
    match: 'exact',
    appliedBy: rest.vendor ? 'vendor' : 'watchfloor',
    ...rest,
  };
}

export function booleanFilter(name: string, label: string, rest: Partial<FilterDefinition> = {}): FilterDefinition {
  return {
    ...textFilter(name, label, rest),
    type: 'boolean',
    multi: false,
    values: [
      { value: 'true', label: 'Yes' },
      { value: 'false', label: 'No' },
    ],
  };
}

/** What the browser may know of a filter. */
export function toDeclaredFilter({
  name,
  label,
  type,
  values,
  open,
  multi,
  appliedBy,
  match,
  hint,
}: FilterDefinition): Filter {
  return { name, label, type, values, open, multi, appliedBy, match, ...(hint === undefined ? {} : { hint }) };
}
