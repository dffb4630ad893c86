import { mix32 } from '../scenario/prng.ts';
import { type CompiledFilter, compileFilter, matches, type UsmFilter } from './filters.ts';
import type { RowTable } from './row-table.ts';

export interface Sort {
  key: string;
  descending: boolean;
}

export const defaultSort: Sort = { key: 'timestamp_occured', descending: true };

export interface Selection {
  total: number;
  rows: number[];
}

/** One page of matching rows. `sort` undefined: an arbitrary but stable order. */
export function selectPage(
  table: RowTable,
  filter: UsmFilter,
  sort: Sort | undefined,
  offset: number,
  size: number,
): Selection {
  const compiled = compileFilter(table, filter);
  if (sort?.key === 'timestamp_occured') return selectByTime(table, compiled, sort.descending, offset, size);
  const rows = collect(table, compiled);
  const sorted = sortRows(table, rows, sort);
  return { total: rows.length, rows: Array.from(sorted.subarray(offset, offset + size)) };
}

function selectByTime(
  table: RowTable,
  filter: CompiledFilter,
  descending: boolean,
  offset: number,
  size: number,
): Selection {
  const { from, until, tests } = filter;
  const rows: number[] = [];
  const at = (index: number) => table.order[descending ? until - 1 - index : from + index] ?? 0;
  if (tests.length === 0) {
    for (let index = offset; index < Math.min(offset + size, until - from); index++) rows.push(at(index));
    return { total: until - from, rows };
  }
  let total = 0;
  for (let index = 0; index < until - from; index++) {
    const row = at(index);
    if (!matches(filter, row)) continue;
    if (total >= offset && rows.length < size) rows.push(row);
    total++;
  }
  return { total, rows };
}

/** Newest first. */
function collect(table: RowTable, filter: CompiledFilter): Uint32Array {
  const rows = new Uint32Array(filter.until - filter.from);
  let count = 0;
  for (let index = filter.until - 1; index >= filter.from; index--) {
    const row = table.order[index] ?? 0;
    if (matches(filter, row)) rows[count++] = row;
  }
  return rows.subarray(0, count);
}

function sortRows(table: RowTable, rows: Uint32Array, sort: Sort | undefined): Uint32Array {
  if (!sort) return rows.toSorted((a, b) => mix32(a) - mix32(b));
  const sign = sort.descending ? -1 : 1;
  const { received, priority } = table;
  if (sort.key === 'timestamp_received')
    return rows.toSorted((a, b) => sign * ((received[a] ?? 0) - (received[b] ?? 0)));
  if (sort.key === 'priority') return sortByRank(rows, (row) => priority[row] ?? 0, 256, sort.descending);
  const { codes, texts } = table.column(sort.key);
  const byText = texts.map((text, code) => ({ text, code })).toSorted((a, b) => (a.text < b.text ? -1 : 1));
  const ranks = new Uint32Array(texts.length);
  for (const [rank, { code }] of byText.entries()) ranks[code] = rank;
  return sortByRank(rows, (row) => ranks[codes[row] ?? 0] ?? 0, texts.length, sort.descending);
}

/** Counting sort: stable, so equals stay newest first, and linear where millions match. */
function sortByRank(
  rows: Uint32Array,
  rankOf: (row: number) => number,
  ranks: number,
  descending: boolean,
): Uint32Array {
  const place = (row: number) => (descending ? ranks - 1 - rankOf(row) : rankOf(row));
  const starts = new Uint32Array(ranks + 1);
  for (const row of rows) starts[place(row) + 1] = (starts[place(row) + 1] ?? 0) + 1;
  for (let rank = 0; rank < ranks; rank++) starts[rank + 1] = (starts[rank + 1] ?? 0) + (starts[rank] ?? 0);
  const sorted = new Uint32Array(rows.length);
  for (const row of rows) {
    const at = starts[place(row)] ?? 0;
    sorted[at] = row;
    starts[place(row)] = at + 1;
  }
  return sorted;
}
