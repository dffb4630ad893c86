import type { ExploreQuery, FilterValues } from '@watchfloor/contract';

export type FilterMode = 'include' | 'exclude';

const none: FilterValues = { include: [], exclude: [] };

export function filterOf(query: ExploreQuery, name: string): FilterValues {
  return query.filters[name] ?? none;
}

/** Adds a value to a filter. It leaves the other side: a value asked for and ruled out at once matches nothing. */
export function withValue(
  query: ExploreQuery,
  name: string,
  value: string,
  mode: FilterMode,
  multi: boolean,
): ExploreQuery {
  const { include, exclude } = filterOf(query, name);
  const others = { include: without(include, value), exclude: without(exclude, value) };
  const kept = mode === 'include' && !multi ? [] : others[mode];
  return withFilter(query, name, { ...others, [mode]: [...kept, value] });
}

export function withoutValue(query: ExploreQuery, name: string, value: string): ExploreQuery {
  const { include, exclude } = filterOf(query, name);
  return withFilter(query, name, { include: without(include, value), exclude: without(exclude, value) });
}

export function withFilter(query: ExploreQuery, name: string, values: FilterValues): ExploreQuery {
  const { [name]: _, ...rest } = query.filters;
  const empty = values.include.length + values.exclude.length === 0;
  // A changed filter keeps its place among the chips.
  if (!empty && query.filters[name]) return { ...query, filters: { ...query.filters, [name]: values } };
  return { ...query, filters: empty ? rest : { ...rest, [name]: values } };
}

/** Turns "is" into "is not" and back. */
export function withTurned(query: ExploreQuery, name: string, mode: FilterMode, multi: boolean): ExploreQuery {
  const { include, exclude } = filterOf(query, name);
  if (mode === 'include')
    return withFilter(query, name, { include: [], exclude: [...new Set([...exclude, ...include])] });
  const turned = [...new Set([...include, ...exclude])];
  return withFilter(query, name, { include: multi ? turned : turned.slice(0, 1), exclude: [] });
}

function without(values: string[], value: string): string[] {
  return values.filter((one) => one !== value);
}
