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
  const ranks = sort ? ranksOf(table, sort.key) : mix32;
  const sign = sort?.descending ? -1 : 1;
  // Newest first among equals: `rows` starts that way and the sort is stable.
  const keyed = Array.from(rows, (row) => ({ row, rank: ranks(row) }));
  keyed.sort((a, b) => sign * (a.rank - b.rank));
  return { total: rows.length, rows: keyed.slice(offset, offset + size).map(({ row }) => row) };
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

function collect(table: RowTable, filter: CompiledFilter): number[] {
  const rows: number[] = [];
  for (let index = filter.until - 1; index >= filter.from; index--) {
    const row = table.order[index] ?? 0;
    if (matches(filter, row)) rows.push(row);
  }
  return rows;
}

function ranksOf(table: RowTable, key: string): (row: number) => number {
  if (key === 'priority') return (row) => table.priority[row] ?? 0;
  if (key === 'timestamp_received') return (row) => table.received[row] ?? 0;
  const { codes, texts } = table.column(key);
  const ranks = new Uint32Array(texts.length);
  const sorted = texts.map((text, code) => ({ text, code })).sort((a, b) => (a.text < b.text ? -1 : 1));
  for (const [rank, { code }] of sorted.entries()) ranks[code] = rank;
  return (row) => ranks[codes[row] ?? 0] ?? 0;
}
