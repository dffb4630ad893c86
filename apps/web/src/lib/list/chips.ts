import type { ExploreQuery, Resource } from '@watchfloor/contract';
import type { FilterChip } from '../../ui/filter-chips.tsx';
import type { FilterMode } from './filter-edits.ts';

/**
 * One chip for each side of each filter. Its id is `<mode> <filter>`.
 * @param saysWhere whether a filter that is applied here says so: among findings that are kept here all are
 */
export function toChips(query: ExploreQuery, resource: Resource, saysWhere = true): FilterChip[] {
  return Object.entries(query.filters).flatMap(([name, values]) => {
    const filter = resource.filters.find((one) => one.name === name);
    const labels = new Map(filter?.values.map(({ value, label }) => [value, label]));
    return (['include', 'exclude'] as const)
      .filter((mode) => values[mode].length > 0)
      .map((mode) => ({
        id: `${mode} ${name}`,
        field: filter?.label ?? name,
        values: values[mode].map((value) => labels.get(value) ?? toBooleanWord(filter?.type, value)),
        mode,
        ...(saysWhere && filter?.appliedBy === 'watchfloor' ? { note: 'filtered here' } : {}),
      }));
  });
}

export function parseChipId(id: string): { mode: FilterMode; name: string } {
  const [mode = '', name = ''] = id.split(' ');
  return { mode: mode === 'exclude' ? 'exclude' : 'include', name };
}

function toBooleanWord(type: string | undefined, value: string): string {
  if (type !== 'boolean') return value;
  return value === 'true' ? 'yes' : 'no';
}
