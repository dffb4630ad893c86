import { type ExploreQuery, type Filter, parseTimeSpan, type Resource } from '@watchfloor/contract';
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
        values: values[mode].map((value) => labels.get(value) ?? toValueWords(filter?.type, value)),
        mode,
        ...(saysWhere && filter?.appliedBy === 'watchfloor' ? { note: 'filtered here' } : {}),
      }));
  });
}

export function parseChipId(id: string): { mode: FilterMode; name: string } {
  const [mode = '', name = ''] = id.split(' ');
  return { mode: mode === 'exclude' ? 'exclude' : 'include', name };
}

function toValueWords(type: Filter['type'] | undefined, value: string): string {
  if (type === 'boolean') return value === 'true' ? 'yes' : 'no';
  const span = type === 'time' ? parseTimeSpan(value) : undefined;
  if (!span) return value;
  if (span.from === null) return `up to ${span.to}`;
  return span.to === null ? `from ${span.from} on` : `${span.from} to ${span.to}`;
}
