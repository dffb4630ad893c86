import { createHash } from 'node:crypto';
import {
  type ExploreQuery,
  type Filter,
  type FilterValues,
  type ParameterProblem,
  type Params,
  type ProblemCode,
  parseExploreParams,
  parseTimeSpan,
  type Resource,
  resolveRange,
  timeSpanHelp,
} from '@watchfloor/contract';
import { ProblemError } from '../http/problem.ts';

/** One page of one list, as it was asked. */
export interface ListAsk {
  query: ExploreQuery;
  /** The name of one of the resource's orders. */
  order: string;
  rows: number;
  cursor: string | undefined;
}

export const rowsPerPage = { min: 1, max: 500, default: 100 } as const;
const reserved = ['cursor', 'rows'] as const;

/** A parameter's mistake, with the problem code it has on its own. */
type Mistake = ParameterProblem & { code: ProblemCode };

/**
 * Reads the question of a list.
 * @throws ProblemError that lists every mistake, and for unknown filters the known ones
 */
export function parseListAsk(params: Params, resource: Resource, nowMs: number): ListAsk {
  const { query, problems } = parseExploreParams(params, { defaults: defaultRange(resource), reserved });
  const mistakes: Mistake[] = problems.map((problem) => ({ code: 'bad_parameter', ...problem }));
  for (const [name, values] of Object.entries(query.filters)) {
    mistakes.push(...checkFilter(name, values, resource.filters));
  }
  if (query.order !== undefined && !resource.orders.some(({ name }) => name === query.order)) {
    const known = resource.orders.map(({ name }) => name).join(', ');
    mistakes.push({ code: 'bad_parameter', parameter: 'order', detail: `Not an order of this list. Known: ${known}.` });
  }
  if (resolveRange(query, nowMs) === undefined) {
    mistakes.push({ code: 'bad_range', parameter: 'from', detail: '"from" is later than "to".' });
  }
  const rows = readRows(params.rows, mistakes);
  const cursor = readSingle('cursor', params.cursor, mistakes);
  if (mistakes.length > 0) throw toProblem(mistakes);
  return { query, order: query.order ?? resource.orders[0]?.name ?? '', rows, cursor: cursor || undefined };
}

/**
 * Names a question, the account that it is asked of, and its asker's scope: 128 bits of SHA-256, the same for every
 * spelling of the same filters.
 */
export function toQuestionHash(source: string, account: string, scope: string, { query, order }: ListAsk): string {
  const filters = Object.entries(query.filters)
    .map(([name, { include, exclude }]) => [name, include.toSorted(), exclude.toSorted()] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify([source, account, scope, filters, query.from, query.to, order]);
  return createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url');
}

/** What a list opens with is what it is asked when nobody says otherwise, so that no answer is for all of time. */
function defaultRange({ opensWith }: Resource): { from: string; to: string } {
  const { from, to } = opensWith;
  return { from: typeof from === 'string' ? from : 'now-24h', to: typeof to === 'string' ? to : 'now' };
}

function checkFilter(name: string, { include, exclude }: FilterValues, filters: readonly Filter[]): Mistake[] {
  const filter = filters.find((candidate) => candidate.name === name);
  const parameter = include.length > 0 ? name : `not_${name}`;
  if (filter === undefined) {
    const known = filters.map((candidate) => candidate.name).join(', ');
    return [{ code: 'unknown_filter', parameter, detail: `Not a filter of this list. Known: ${known || 'none'}.` }];
  }
  const mistakes: Mistake[] = [];
  if (!filter.multi && include.length > 1) {
    mistakes.push({ code: 'bad_parameter', parameter: name, detail: 'Takes one value.' });
  }
  const known = knownValues(filter);
  if (known === undefined && filter.type !== 'time') return mistakes;
  const isKnown = (value: string) => (known ? known.includes(value) : parseTimeSpan(value) !== undefined);
  const wrong = (values: readonly string[]) => !values.every(isKnown);
  const detail = known ? `Not a value. Known: ${known.join(', ')}.` : `Not a stretch of time. ${timeSpanHelp}`;
  for (const [where, values] of [[name, include] as const, [`not_${name}`, exclude] as const]) {
    if (wrong(values)) {
      mistakes.push({ code: 'bad_parameter', parameter: where, detail });
    }
  }
  return mistakes;
}

/** undefined: every value is allowed. */
function knownValues(filter: Filter): readonly string[] | undefined {
  if (filter.type === 'boolean') return ['true', 'false'];
  return filter.type === 'enum' && !filter.open ? filter.values.map(({ value }) => value) : undefined;
}

function readRows(given: string | string[] | undefined, mistakes: Mistake[]): number {
  const text = readSingle('rows', given, mistakes);
  if (text === undefined) return rowsPerPage.default;
  const rows = Number(text);
  if (/^\d{1,4}$/.test(text) && rows >= rowsPerPage.min && rows <= rowsPerPage.max) return rows;
  const detail = `A whole number from ${rowsPerPage.min} to ${rowsPerPage.max}.`;
  mistakes.push({ code: 'bad_parameter', parameter: 'rows', detail });
  return rowsPerPage.default;
}

function readSingle(parameter: string, given: string | string[] | undefined, mistakes: Mistake[]): string | undefined {
  if (!Array.isArray(given)) return given;
  mistakes.push({ code: 'bad_parameter', parameter, detail: 'Given more than once.' });
  return given[0];
}

/** One answer for all mistakes; its code is the most telling one. */
function toProblem(mistakes: readonly Mistake[]): ProblemError {
  const codes = new Set(mistakes.map(({ code }) => code));
  const code = codes.has('unknown_filter') ? 'unknown_filter' : codes.has('bad_range') ? 'bad_range' : 'bad_parameter';
  const names = [...new Set(mistakes.map(({ parameter }) => parameter))].join(', ');
  return new ProblemError(code, `The question was not asked. To correct: ${names}.`, {
    errors: mistakes.map(({ parameter, detail }) => ({ parameter, detail })),
  });
}
