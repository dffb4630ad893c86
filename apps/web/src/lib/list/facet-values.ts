import type { Column, Filter, Severity, SourceRecord } from '@watchfloor/contract';

/** The four that every analyst looks for come first, in this order; the rest as the resource declares them. */
const first = ['status', 'priority_label', 'severity', 'event_type'];

export function toPanelOrder(filters: readonly Filter[]): Filter[] {
  const rank = (filter: Filter) => {
    const at = first.indexOf(filter.name);
    return at < 0 ? first.length : at;
  };
  return filters.toSorted((a, b) => rank(a) - rank(b));
}

/** By filter name; a filter whose values no row shows is missing. */
export type ValueCounts = ReadonlyMap<string, ReadonlyMap<string, number>>;

/**
 * Counts values among loaded rows. What a filter calls a value is found in the column that feeds it, else in the
 * field of the record that has the filter's name. A list only grows while one scrolls: rows that were counted before
 * are not read again.
 */
export function createValueCounter(filters: readonly Filter[], columns: readonly Column[]) {
  const readers = filters.map((filter) => [filter.name, toReader(filter, columns)] as const);
  let counted: readonly SourceRecord[] = [];
  let counts: ValueCounts = new Map();
  return (rows: readonly SourceRecord[]): ValueCounts => {
    if (rows === counted) return counts;
    // A row that came a second time has taken the first one's place: then all are counted anew.
    const grew = counted.length <= rows.length && counted.every((row, index) => row === rows[index]);
    const added = grew ? rows.slice(counted.length) : rows;
    const next = new Map<string, ReadonlyMap<string, number>>();
    for (const [name, read] of readers) {
      const values = new Map(grew ? counts.get(name) : undefined);
      for (const row of added) {
        const value = read(row);
        if (value !== undefined) values.set(value, (values.get(value) ?? 0) + 1);
      }
      if (values.size > 0) next.set(name, values);
    }
    counted = rows;
    counts = next;
    return counts;
  };
}

/** Reads what a filter calls this row's value, spelled as the filter declares it. */
export function toReader(filter: Filter, columns: readonly Column[]): (row: SourceRecord) => string | undefined {
  const column = columns.find((one) => one.filter === filter.name);
  const known = new Map(filter.values.map(({ value }) => [fold(value), value]));
  const toValue = (text: string | undefined) =>
    text === undefined || text === '' ? undefined : (known.get(fold(text)) ?? text);
  return (row) => toValue(readField(row, filter.name, column));
}

/** `In Review`, `in review` and `in_review` are one state that vendors spell in three ways. */
function fold(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
}

function readField(row: SourceRecord, name: string, column: Column | undefined): string | undefined {
  switch (name) {
    case 'severity':
      return row.severity satisfies Severity;
    case 'priority_label':
      return row.priorityLabel;
    case 'event_type':
      return row.eventType;
    case 'status':
      // Of a finding of the queue this is our state, and the vendor's has a filter of its own.
      return 'mark' in row ? row.status : (row.vendorStatus ?? row.status);
    case 'vendor_status':
      return row.vendorStatus;
    case 'outcome':
      return row.outcome;
    case 'technique':
      return row.attack[0]?.id;
    case 'user':
    case 'host':
    case 'ip':
      return row.entities.find((one) => one.kind === name)?.value;
    case 'tenant':
      return row.tenant;
  }
  // A title's column is named after itself; the value behind it has the filter's name.
  const cell = (column && row.cells[column.name]) ?? row.cells[name];
  return cell === null || cell === undefined ? undefined : String(cell);
}
