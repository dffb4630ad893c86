import type { AlertTable, TextColumn, TimestampField } from './alert-table.ts';
import { statusWords } from './alert-words.ts';
import { ApiError } from './api-error.ts';
import { BadPattern, toNamePattern } from './name-pattern.ts';
import type { KumaSwitches } from './switches.ts';
import { parseRfc3339 } from './wire-times.ts';

/** One question to the list, as `GET /alerts` understands it. */
export interface AlertQuestion {
  /** From 1. */
  page: number;
  ids: readonly string[];
  tenants: readonly string[];
  statuses: readonly string[];
  name: RegExp | undefined;
  field: TimestampField;
  from: number | undefined;
  to: number | undefined;
  /** Present is on, whatever the value, `false` included. */
  withEvents: boolean;
  withAffected: boolean;
}

/** Unknown parameters are ignored in silence. Errors in the order of the vendor's table. */
export function parseQuestion(query: URLSearchParams, switches: KumaSwitches): AlertQuestion {
  const page = query.get('page') ?? '1';
  if (!/^\d{1,18}$/.test(page) || Number(page) < 1) throw new ApiError(400, 'invalid query parameter value', 'page');
  const statuses = query.getAll('status');
  const unknown = statuses.find((status) => !statusWords.some((word) => word === status));
  if (unknown !== undefined) throw new ApiError(400, 'invalid status', unknown);
  const field = query.get('timestampField') ?? 'lastSeen';
  if (field !== 'lastSeen' && field !== 'firstSeen') throw new ApiError(400, 'invalid timestamp field');
  const from = timeOf('from', query);
  const to = timeOf('to', query);
  if (from !== undefined && to !== undefined && from > to) throw new ApiError(400, 'from cannot be greater than to');
  const spellings = switches.tenantSpelling === 'both' ? ['tenantID', 'TenantID'] : [switches.tenantSpelling];
  return {
    page: Number(page),
    ids: query.getAll('id'),
    tenants: spellings.flatMap((spelling) => query.getAll(spelling)),
    statuses,
    name: patternOf(query.get('name'), switches),
    field,
    from,
    to,
    withEvents: query.has('withEvents'),
    withAffected: query.has('withAffected'),
  };
}

/** Rows that fulfil everything but time and id, as a test of numbers. */
export function compileQuestion(
  table: AlertTable,
  question: AlertQuestion,
  forbiddenTenants: readonly string[],
): (row: number) => boolean {
  const { tenants, statuses, name } = question;
  const tests: Array<{ codes: Uint32Array; accepted: Uint8Array }> = [];
  const add = (column: TextColumn, accept: (text: string) => boolean) => {
    tests.push({ codes: column.codes, accepted: Uint8Array.from(column.texts, (text) => (accept(text) ? 1 : 0)) });
  };
  if (tenants.length > 0 || forbiddenTenants.length > 0) {
    const wanted = (id: string) => tenants.length === 0 || tenants.includes(id);
    add(table.column('tenantID'), (id) => wanted(id) && !forbiddenTenants.includes(id));
  }
  if (statuses.length > 0) add(table.column('status'), (status) => statuses.includes(status));
  if (name) add(table.column('name'), (text) => name.test(text));
  return (row) => tests.every(({ codes, accepted }) => accepted[codes[row] ?? 0] === 1);
}

function patternOf(text: string | null, switches: KumaSwitches): RegExp | undefined {
  if (text === null || text === '') return undefined;
  try {
    return toNamePattern(text);
  } catch (error) {
    if (!(error instanceof BadPattern)) throw error;
    throw new ApiError(switches.badNameStatus, 'error parsing regexp', error.message);
  }
}

function timeOf(name: 'from' | 'to', query: URLSearchParams): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  const atMs = parseRfc3339(text);
  if (atMs !== undefined) return atMs;
  throw new ApiError(400, `cannot parse ${name}`, `parsing time "${text}" as "2006-01-02T15:04:05Z07:00"`);
}
