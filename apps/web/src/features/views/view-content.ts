import type { ExploreQuery, FilterValues, GroupChoice, Resource, ViewContent } from '@watchfloor/contract';
import { toOrder } from '../../ui/data-table/column-state.ts';
import { type ColumnState, type Density, emptyColumnState } from '../../ui/data-table/types.ts';

/** What of a list's screen a view can keep. */
export interface Screen {
  query: ExploreQuery;
  columns: NonNullable<ViewContent['columns']>;
  density: NonNullable<ViewContent['density']>;
  /** Of the queue alone. */
  group?: GroupChoice | undefined;
}

/** The part of a resource that says what an absent order means. */
type Ordered = Pick<Resource, 'orders'>;

/** The question that a view opens with. @param range for a view that keeps none: the one that is on the screen */
export function toQuestion(content: ViewContent, range: { from: string; to: string }): ExploreQuery {
  const { from, to } = content.range ?? range;
  return { filters: content.filters, from, to, ...(content.order === null ? {} : { order: content.order }) };
}

/** A new view of what is on the screen. */
export function toContent(target: ViewContent['target'], screen: Screen, keepsRange: boolean): ViewContent {
  const { query, columns, density } = screen;
  const range = keepsRange ? { from: query.from, to: query.to } : null;
  return { target, filters: query.filters, range, order: query.order ?? null, columns, density, ...toGroup(screen) };
}

/** A view with what is on the screen put into it; what it does not keep, it keeps no more than before. */
export function withScreen(content: ViewContent, screen: Screen, resource: Ordered): ViewContent {
  const { query, columns, density } = screen;
  return {
    target: content.target,
    filters: query.filters,
    range: content.range && { from: query.from, to: query.to },
    order:
      toOrderName(query.order, resource) === toOrderName(content.order, resource)
        ? content.order
        : (query.order ?? null),
    columns: content.columns && columns,
    density: content.density && density,
    ...toGroup(screen),
  };
}

const toGroup = ({ group }: Screen): Pick<ViewContent, 'group'> => (group ? { group } : {});

/** By value: the same rows, in the same order, over the same range. */
export function isSameQuestion(a: ViewContent, b: ViewContent, resource: Ordered): boolean {
  return (
    isSameFilters(a.filters, b.filters) &&
    a.range?.from === b.range?.from &&
    a.range?.to === b.range?.to &&
    toOrderName(a.order, resource) === toOrderName(b.order, resource) &&
    a.group?.by === b.group?.by &&
    a.group?.order === b.group?.order
  );
}

/** By value: the order of filters and of a filter's values tells no two views apart. */
export function isSameContent(a: ViewContent, b: ViewContent, resource: Ordered): boolean {
  return isSameQuestion(a, b, resource) && a.density === b.density && isSameColumns(a.columns, b.columns);
}

/** What a list does not know, it cannot show, and nobody can have changed it here. */
export function toKnownColumns(columns: ViewContent['columns'], resource: Pick<Resource, 'columns'>) {
  const known = columns?.filter(({ name }) => resource.columns.some((one) => one.name === name)) ?? [];
  return known.length === 0 ? null : known;
}

/** As the table has columns. A view names those that are shown; the others follow, hidden, as the list declares them. */
export function toColumnState(columns: Screen['columns'], resource: Pick<Resource, 'columns'>): ColumnState {
  const known = toKnownColumns(columns, resource) ?? [];
  if (known.length === 0) {
    return { ...emptyColumnState, hidden: resource.columns.filter((one) => !one.shown).map((one) => one.name) };
  }
  const shown = known.map(({ name }) => name);
  return {
    order: shown,
    sizes: Object.fromEntries(known.flatMap(({ name, width }) => (width === undefined ? [] : [[name, width]]))),
    hidden: resource.columns.map(({ name }) => name).filter((name) => !shown.includes(name)),
  };
}

/** The inverse of `toColumnState`, for the columns that are shown. */
export function toColumns(state: ColumnState, resource: Pick<Resource, 'columns'>): Screen['columns'] {
  const hidden = new Set(state.hidden);
  const ids = resource.columns.map(({ name }) => ({ id: name }));
  return toOrder(ids, state)
    .filter((name) => !hidden.has(name))
    .map((name) => {
      const width = state.sizes[name];
      return width === undefined ? { name } : { name, width: Math.round(width) };
    });
}

/** One word of two: a view says `regular` where the table says `normal`. */
export const toDensity = (density: Screen['density']): Density => (density === 'regular' ? 'normal' : density);
export const fromDensity = (density: Density): Screen['density'] => (density === 'normal' ? 'regular' : density);

const toOrderName = (order: string | null | undefined, { orders }: Ordered) => order ?? orders[0]?.name;

function isSameFilters(a: ViewContent['filters'], b: ViewContent['filters']): boolean {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  const none: FilterValues = { include: [], exclude: [] };
  return names.every((name) => {
    const [left, right] = [a[name] ?? none, b[name] ?? none];
    return isSameSet(left.include, right.include) && isSameSet(left.exclude, right.exclude);
  });
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  const [left, right] = [new Set(a), new Set(b)];
  return left.size === right.size && [...left].every((value) => right.has(value));
}

function isSameColumns(a: ViewContent['columns'], b: ViewContent['columns']): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.length === b.length && a.every(({ name, width }, index) => b[index]?.name === name && b[index].width === width)
  );
}
