import { severityIds } from './enums.ts';
import type { LeenSwitches } from './switches.ts';

export interface ItemFilter {
  /** Epoch ms, inclusive. */
  updatedSince?: number;
  severityIds?: ReadonlySet<number>;
  sort?: 'asc' | 'desc';
}

export interface ListQuery extends ItemFilter {
  limit: number;
  offset: number;
  cursorMode: boolean;
  cursor?: string;
  excludeTotal: boolean;
}

export interface Problem {
  loc: [string, string];
  msg: string;
  type: string;
}

/** 422: every parameter that is wrong, at once. */
export class Unprocessable extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ loc, msg }) => `${loc[1]}: ${msg}`).join('; '));
    this.problems = problems;
  }
}

export function refused(name: string, msg: string, type = 'value_error'): Unprocessable {
  return new Unprocessable([{ loc: ['query', name], msg, type }]);
}

const LIMIT_DEFAULT = 100;

/** Parameters that are not known are ignored without a word; known ones that are wrong are 422. */
export function parseListQuery(query: URLSearchParams, switches: LeenSwitches): ListQuery {
  const problems: Problem[] = [];
  const checked = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Unprocessable)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  };
  const result: ListQuery = {
    limit: checked(() => limitOf(query, switches)) ?? LIMIT_DEFAULT,
    offset: checked(() => offsetOf(query, switches)) ?? 0,
    cursorMode: checked(() => flagOf(query, 'enableCursor')) ?? false,
    excludeTotal: checked(() => flagOf(query, 'excludeTotal')) ?? false,
  };
  const since = checked(() => timeOf(query, 'updatedSince'));
  const sort = checked(() => sortOf(query));
  const ids = severitiesOf(query, switches);
  const cursor = last(query, 'cursor');
  if (since !== undefined) result.updatedSince = since;
  if (sort !== undefined) result.sort = sort;
  if (ids !== undefined) result.severityIds = ids;
  if (cursor !== undefined && cursor !== '') result.cursor = cursor;
  if (result.cursor !== undefined && query.has('updatedSince')) {
    problems.push(...refused('updatedSince', 'updatedSince and cursor cannot be used together').problems);
  }
  if (result.cursorMode && switches.cursorMode === 'refused') {
    problems.push(...refused('enableCursor', 'Cursor pagination is not supported by this endpoint').problems);
  }
  if (problems.length > 0) throw new Unprocessable(problems);
  return result;
}

/** Of a parameter given twice the last counts. */
function last(query: URLSearchParams, name: string): string | undefined {
  return query.getAll(name).at(-1);
}

function limitOf(query: URLSearchParams, { limitMax, limitOver }: LeenSwitches): number {
  const limit = wholeNumberOf(query, 'limit') ?? Math.min(LIMIT_DEFAULT, limitMax);
  if (limit <= 0) throw refused('limit', 'Input should be greater than 0', 'greater_than');
  if (limit <= limitMax) return limit;
  if (limitOver === 'clamp') return limitMax;
  throw refused('limit', `Input should be less than or equal to ${limitMax}`, 'less_than_equal');
}

function offsetOf(query: URLSearchParams, { refuseOffsetZero }: LeenSwitches): number {
  const offset = wholeNumberOf(query, 'offset');
  if (offset === undefined) return 0;
  if (offset < 0) throw refused('offset', 'Input should be greater than or equal to 0', 'greater_than_equal');
  if (offset === 0 && refuseOffsetZero) throw refused('offset', 'Input should be greater than 0', 'greater_than');
  return offset;
}

function wholeNumberOf(query: URLSearchParams, name: string): number | undefined {
  const text = last(query, name);
  if (text === undefined) return undefined;
  if (/^[+-]?\d{1,15}$/.test(text.trim())) return Number(text);
  const message = 'Input should be a valid integer, unable to parse string as an integer';
  throw refused(name, message, 'int_parsing');
}

function flagOf(query: URLSearchParams, name: string): boolean {
  const text = last(query, name)?.toLowerCase();
  if (text === undefined || ['false', '0', 'no', 'off', 'f', 'n'].includes(text)) return false;
  if (['true', '1', 'yes', 'on', 't', 'y'].includes(text)) return true;
  throw refused(name, 'Input should be a valid boolean, unable to interpret input', 'bool_parsing');
}

/** A `+` that was not encoded arrives as a blank, and so is no offset. */
function timeOf(query: URLSearchParams, name: string): number | undefined {
  const text = last(query, name);
  if (text === undefined) return undefined;
  const parts = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/.exec(text);
  const at = Date.parse(text);
  // Date.parse takes 30 February as 2 March.
  const day = parts?.[1] ?? '';
  if (parts && !Number.isNaN(at) && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day)) return at;
  throw refused(name, 'Input should be a valid datetime with a time zone offset', 'datetime_parsing');
}

function sortOf(query: URLSearchParams): 'asc' | 'desc' | undefined {
  const text = last(query, 'sort');
  if (text === undefined || text === '') return undefined;
  if (text === 'severity' || text === 'severity:asc') return 'asc';
  if (text === 'severity:desc') return 'desc';
  throw refused('sort', "Input should be 'severity:asc' or 'severity:desc'", 'enum');
}

/** A word that is no severity matches nothing. */
function severitiesOf(query: URLSearchParams, { severityParameter }: LeenSwitches): Set<number> | undefined {
  const text = severityParameter === '' ? undefined : last(query, severityParameter);
  if (text === undefined || text === '') return undefined;
  return new Set(text.split(',').map((name) => severityIds[name.trim().toUpperCase()] ?? -1));
}
