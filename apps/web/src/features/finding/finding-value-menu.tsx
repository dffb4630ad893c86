import type { EntityKind } from '@watchfloor/contract';
import { Copy, Filter as FilterIcon, FilterX } from 'lucide-react';
import { defang } from '../../lib/defang.ts';
import { ValueMenu, type ValueMenuItem } from '../../ui/value-menu/value-menu.tsx';
import { useFinding } from './finding-context.ts';
import { useCopy } from './use-copy.ts';

export interface FindingValueMenuProps {
  value: string;
  kind: EntityKind | undefined;
  /** The filter that takes the value; without one an entity goes to the filter that takes any. */
  filter: string | undefined;
}

/** What can be done with a value of a finding: filter, exclude, copy. */
export function FindingValueMenu({ value, kind, filter }: FindingValueMenuProps) {
  const { resource, onFilter, filterNote, toFilter } = useFinding();
  const copy = useCopy();
  const name = filter ?? (kind ? 'entity' : undefined);
  const asked = toFilter ? toFilter(filter, kind) : resource.filters.find((one) => one.name === name);
  const harmless = defang(value, kind);
  const filters: ValueMenuItem[] = asked
    ? [
        {
          id: 'include',
          label: `Only this ${asked.label.toLowerCase()}`,
          icon: FilterIcon,
          detail: filterNote,
          onAction: () => onFilter(asked.name, value, 'include'),
        },
        {
          id: 'exclude',
          label: 'Exclude',
          icon: FilterX,
          detail: filterNote,
          onAction: () => onFilter(asked.name, value, 'exclude'),
        },
      ]
    : [];
  const raw = () => copy(value, kind, { raw: true });
  const copies: ValueMenuItem[] =
    harmless === value
      ? [{ id: 'copy', label: 'Copy', icon: Copy, onAction: raw }]
      : [
          { id: 'copy', label: 'Copy', icon: Copy, detail: harmless, onAction: () => copy(value, kind) },
          { id: 'copy-raw', label: 'Copy raw', icon: Copy, onAction: raw },
        ];
  return <ValueMenu value={value} items={[filters, copies]} />;
}
