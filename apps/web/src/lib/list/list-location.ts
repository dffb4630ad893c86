import {
  type ExploreQuery,
  type Filter,
  type ParameterProblem,
  type Params,
  parseExploreParams,
  parseTimeSpan,
  type Resource,
  resolveRange,
} from '@watchfloor/contract';

/** Parameters that the page has and the list's question has not. */
const pageParams = ['view', 'sel', 'hint', 'peek', 'peek_hint', 'via', 'via_hint', 'group', 'group_order'] as const;

export interface ExploreLocation {
  query: ExploreQuery;
  /** What of the URL was left out, and why, for a notice. */
  ignored: ParameterProblem[];
}

/**
 * Reads the list's question from the URL. A link may be old, typed, or made for another resource: what this resource
 * does not know is named and left out, because the server refuses it, and the rest is shown.
 */
export function readLocation(params: Params, resource: Resource, nowMs = Date.now()): ExploreLocation {
  const defaults = defaultRange(resource);
  const { query, problems } = parseExploreParams(params, { defaults, reserved: pageParams });
  const ignored = [...problems];
  const filters: ExploreQuery['filters'] = {};
  for (const [name, values] of Object.entries(query.filters)) {
    const filter = resource.filters.find((one) => one.name === name);
    if (!filter) {
      ignored.push({ parameter: name, detail: `${resource.label} have no such filter.` });
      continue;
    }
    const include = keep(filter, values.include, ignored);
    const exclude = keep(filter, values.exclude, ignored);
    if (!filter.multi && include.length > 1) {
      ignored.push({ parameter: name, detail: 'Takes one value; the first is used.' });
      include.length = 1;
    }
    if (include.length + exclude.length > 0) filters[name] = { include, exclude };
  }
  const read: ExploreQuery = { filters, from: query.from, to: query.to };
  if (query.order !== undefined) {
    if (resource.orders.some((order) => order.name === query.order)) read.order = query.order;
    else ignored.push({ parameter: 'order', detail: `${resource.label} cannot be ordered so.` });
  }
  if (resolveRange(read, nowMs) === undefined) {
    ignored.push({ parameter: 'from', detail: 'The range ends before it starts; the usual range is shown.' });
    Object.assign(read, defaults);
  }
  return { query: read, ignored };
}

/** The part of the URL that is the list's question, as written: two URLs with the same one show the same list. */
export function toListParams(params: Params): Params {
  return Object.fromEntries(
    Object.entries(params).filter(([name]) => !(pageParams as readonly string[]).includes(name)),
  );
}

/** Another record as a URL names it: `alarms/<key>`. */
export function parseRecordText(text: string | undefined): { resource: string; key: string } | undefined {
  const at = text?.indexOf('/') ?? -1;
  return text === undefined || at < 1 || at === text.length - 1
    ? undefined
    : { resource: text.slice(0, at), key: text.slice(at + 1) };
}

function defaultRange(resource: Resource): { from: string; to: string } {
  const { from, to } = resource.opensWith;
  return { from: typeof from === 'string' ? from : 'now-24h', to: typeof to === 'string' ? to : 'now' };
}

function keep(filter: Filter, values: string[], ignored: ParameterProblem[]): string[] {
  const known = filter.type === 'boolean' ? ['true', 'false'] : filter.values.map((one) => one.value);
  if (filter.type === 'text' || (filter.type === 'enum' && filter.open)) return [...values];
  const isKnown = (value: string) =>
    filter.type === 'time' ? parseTimeSpan(value) !== undefined : known.includes(value);
  const kept = values.filter(isKnown);
  for (const value of values) {
    if (!isKnown(value)) {
      ignored.push({ parameter: filter.name, detail: `${filter.label} is never “${value.slice(0, 60)}”.` });
    }
  }
  return kept;
}
