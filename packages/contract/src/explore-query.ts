import { resolveTime, type TimeText } from './time-range.ts';

/** What a filter asks for. Values of `include` are joined by OR; each value of `exclude` must not match. */
export interface FilterValues {
  include: string[];
  exclude: string[];
}

/** One question to one resource, as the URL and the API spell it. */
export interface ExploreQuery {
  filters: Record<string, FilterValues>;
  from: TimeText;
  to: TimeText;
  /** The name of one of the resource's orders; absent means its first. */
  order?: string;
}

/** Query parameters as `URLSearchParams` groups them. */
export type Params = Record<string, string | string[]>;

export interface ParameterProblem {
  parameter: string;
  detail: string;
}

export const exploreLimits = { filters: 24, valuesPerFilter: 50, valueChars: 512 } as const;

/** Prefix that turns a filter round: `not_severity=low`. */
const excludePrefix = 'not_';
const namePattern = /^[a-z][a-z0-9_]{0,47}$/;

/**
 * Reads an Explore question from query parameters. Every parameter that is not `from`, `to` or `order` and not in
 * `reserved` is a filter. Never throws: what is wrong is reported and left out, so that the page can show the rest of
 * an old link while the API refuses it.
 */
export function parseExploreParams(
  params: Params,
  options: { defaults: { from: TimeText; to: TimeText }; reserved?: readonly string[] },
): { query: ExploreQuery; problems: ParameterProblem[] } {
  const problems: ParameterProblem[] = [];
  const query: ExploreQuery = { filters: {}, ...options.defaults };
  const filters = new Map<string, FilterValues>();
  for (const [parameter, given] of Object.entries(params)) {
    if (options.reserved?.includes(parameter)) continue;
    const values = Array.isArray(given) ? given : [given];
    if (parameter === 'from' || parameter === 'to' || parameter === 'order') {
      const text = values.at(-1) ?? '';
      if (parameter !== 'order' && resolveTime(text, 0) === undefined) {
        problems.push({ parameter, detail: 'Use now-24h, an ISO 8601 time with its offset, or epoch milliseconds.' });
      } else query[parameter] = text;
      continue;
    }
    const excluded = parameter.startsWith(excludePrefix);
    const name = excluded ? parameter.slice(excludePrefix.length) : parameter;
    if (!namePattern.test(name)) {
      problems.push({ parameter: parameter.slice(0, 60), detail: 'Not the name of a filter.' });
      continue;
    }
    const kept = values.filter((value) => value !== '' && value.length <= exploreLimits.valueChars);
    if (kept.length < values.length) {
      problems.push({ parameter, detail: `A value is empty or longer than ${exploreLimits.valueChars} characters.` });
    }
    if (kept.length === 0) continue;
    if (!filters.has(name) && filters.size >= exploreLimits.filters) {
      problems.push({ parameter, detail: `More than ${exploreLimits.filters} filters.` });
      continue;
    }
    const filter = filters.get(name) ?? { include: [], exclude: [] };
    const list = excluded ? filter.exclude : filter.include;
    const added = [...new Set([...list, ...kept])];
    if (added.length > exploreLimits.valuesPerFilter) {
      problems.push({ parameter, detail: `More than ${exploreLimits.valuesPerFilter} values.` });
    }
    filter[excluded ? 'exclude' : 'include'] = added.slice(0, exploreLimits.valuesPerFilter);
    filters.set(name, filter);
  }
  query.filters = Object.fromEntries(filters);
  return { query, problems };
}

/** Writes a question as query parameters: the inverse of `parseExploreParams` for questions without problems. */
export function toExploreParams(query: ExploreQuery): Params {
  const params: Params = {};
  for (const [name, { include, exclude }] of Object.entries(query.filters)) {
    if (include.length > 0) params[name] = include;
    if (exclude.length > 0) params[excludePrefix + name] = exclude;
  }
  params.from = query.from;
  params.to = query.to;
  if (query.order !== undefined) params.order = query.order;
  return params;
}

/**
 * Resolves a question's range.
 * @returns undefined when a time does not parse or the range is upside down
 */
export function resolveRange(query: ExploreQuery, nowMs: number): { from: number; to: number } | undefined {
  const from = resolveTime(query.from, nowMs);
  const to = resolveTime(query.to, nowMs);
  return from === undefined || to === undefined || from > to ? undefined : { from, to };
}
