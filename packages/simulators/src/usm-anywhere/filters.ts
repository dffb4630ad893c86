import type { RowTable } from './row-table.ts';
import type { UsmSwitches } from './switches.ts';

export type Resource = 'alarms' | 'events';

/** What a question asks for: times inclusive, per column the texts of which one has to match. */
export interface UsmFilter {
  gte?: number;
  lte?: number;
  texts: ReadonlyMap<string, readonly string[]>;
}

/** Filters by name as the vendor reference lists them, per resource. They are also the table's text columns. */
export const filterColumns: Readonly<Record<Resource, readonly string[]>> = {
  alarms: [
    'status',
    'suppressed',
    'rule_intent',
    'rule_method',
    'rule_strategy',
    'priority_label',
    'alarm_sensor_sources',
  ],
  events: ['account_name', 'plugin', 'event_name', 'source_name', 'source_username', 'suppressed', 'sensor_uuid'],
};

/** Columns that only a sort needs. */
export const sortColumns: Readonly<Record<Resource, readonly string[]>> = {
  alarms: ['source_username', 'event_name'],
  events: [],
};

export class BadParameter extends Error {
  readonly parameter: string;

  constructor(parameter: string, message: string) {
    super(message);
    this.parameter = parameter;
  }
}

/** Anything that is no documented filter of this resource is ignored without a word, as the vendor does. */
export function parseFilter(resource: Resource, query: URLSearchParams, switches: UsmSwitches): UsmFilter {
  const texts = new Map<string, readonly string[]>();
  for (const column of filterColumns[resource]) {
    const values = valuesOf(column, query, switches);
    if (values.length > 0) texts.set(column, values);
  }
  const filter: UsmFilter = { texts };
  if (switches.ignoreTimeFilter) return filter;
  const gte = timeOf('gte', query, switches);
  const lte = timeOf('lte', query, switches);
  if (gte !== undefined) filter.gte = gte;
  if (lte !== undefined) filter.lte = lte;
  return filter;
}

export interface CompiledFilter {
  from: number;
  until: number;
  tests: Array<{ codes: Uint32Array; accepted: readonly number[] }>;
}

/** Turns texts into numbers of this table and times into a stretch of its order. */
export function compileFilter(table: RowTable, filter: UsmFilter): CompiledFilter {
  const from = filter.gte === undefined ? 0 : table.position(filter.gte, true);
  const until = filter.lte === undefined ? table.listed : table.position(filter.lte, false);
  const tests = [...filter.texts].map(([name, values]) => {
    const column = table.column(name);
    return { codes: column.codes, accepted: values.map((value) => column.lookup.get(value) ?? -1) };
  });
  return { from, until: Math.max(from, until), tests };
}

export function matches(filter: CompiledFilter, row: number): boolean {
  for (const { codes, accepted } of filter.tests) if (!accepted.includes(codes[row] ?? 0)) return false;
  return true;
}

/** The spelling that the installation honours: the reference and real traffic differ by one r. */
export function honoured(name: string, switches: UsmSwitches): boolean {
  if (/occured/.test(name)) return switches.inputSpelling !== 'two-r';
  if (/occurred/.test(name)) return switches.inputSpelling !== 'one-r';
  return true;
}

function valuesOf(column: string, query: URLSearchParams, switches: UsmSwitches): string[] {
  const sent = query.getAll(column).filter((value) => value !== '');
  if (column === 'suppressed') {
    if (sent.some((value) => !/^(true|false)$/i.test(value)))
      throw new BadParameter(column, 'suppressed must be true or false');
    return sent.slice(0, 1).map((value) => value.toLowerCase());
  }
  if (column === 'status') return splitCommas(sent).map((value) => value.toLowerCase().replace(' ', '_'));
  if (column === 'priority_label') {
    const labels = splitCommas(sent).map((value) => value.toLowerCase());
    return switches.priorityLabelMulti ? labels : labels.slice(0, 1);
  }
  return sent.slice(0, 1);
}

/** Documented as arrays; both usual ways of writing one are taken. */
function splitCommas(values: readonly string[]): string[] {
  return values.flatMap((value) => value.split(',')).map((value) => value.trim());
}

function timeOf(bound: 'gte' | 'lte', query: URLSearchParams, switches: UsmSwitches): number | undefined {
  for (const name of [`timestamp_occured_${bound}`, `timestamp_occurred_${bound}`]) {
    const value = query.get(name);
    if (value === null || value === '' || !honoured(name, switches)) continue;
    if (!/^-?\d+$/.test(value)) throw new BadParameter(name, `${name} must be epoch milliseconds`);
    return Number(value);
  }
  return undefined;
}
