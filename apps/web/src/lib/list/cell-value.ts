import type { Cell, Column, EntityKind, Filter, Resource, SourceRecord } from '@watchfloor/contract';
import { toRaised } from '../raised.ts';
import { toReader } from './facet-values.ts';

/** The time that a time column shows. */
export function toCellTime(row: SourceRecord, column: Column): number | null {
  const cell = row.cells[column.name];
  if (typeof cell === 'number') return cell;
  if (/arriv|receiv/.test(column.name)) return row.arrived;
  if (/active|last|updat/.test(column.name)) return row.active;
  return row.happened;
}

/** The value that a column shows: its cell, else the field of the record that such a column is about. */
export function toCell(row: SourceRecord, column: Column): Cell {
  const cell = row.cells[column.name];
  if (cell !== undefined && cell !== null) return cell;
  if (column.kind === 'status') return row.vendorStatus ?? null;
  if (column.filter === 'technique') return row.attack[0]?.id ?? null;
  if (column.filter === 'event_type') return row.eventType ?? null;
  return null;
}

/** A cell's value as text, for copying; undefined where the vendor sent none. */
export function toCellText(row: SourceRecord, column: Column): string | undefined {
  switch (column.kind) {
    case 'time': {
      const at = toCellTime(row, column);
      return at === null ? undefined : new Date(at).toISOString();
    }
    case 'title':
      return row.title;
    case 'severity':
      // Where it was raised here, the vendor's word is not what the cell shows.
      return toRaised(row) === undefined ? (row.priorityLabel ?? row.severity) : row.severity;
    case 'outcome':
      return row.outcome === 'not_stated' ? undefined : row.outcome;
    default: {
      const cell = toCell(row, column);
      return cell === null || cell === '' ? undefined : String(cell);
    }
  }
}

export interface CellFilter {
  filter: Filter;
  value: string;
}

/** What "filter by this" does in a cell: the column's own filter, else the one that takes any entity. */
export function toCellFilter(row: SourceRecord, column: Column, resource: Resource): CellFilter | undefined {
  const name = toFilterName(row, column);
  const filter = resource.filters.find((one) => one.name === name);
  if (!filter) return undefined;
  const value = column.filter || column.kind === 'severity' ? toReader(filter, [column])(row) : toCellText(row, column);
  if (value === undefined) return undefined;
  // A closed list of values cannot take what it does not name.
  if (filter.type === 'enum' && !filter.open && !filter.values.some((one) => one.value === value)) return undefined;
  return { filter, value };
}

function toFilterName(row: SourceRecord, column: Column): string | undefined {
  // The vendor's own label knows nothing of a severity that was raised here.
  if (column.kind === 'severity' && toRaised(row) !== undefined) return 'severity';
  return column.filter ?? (column.entity ? 'entity' : undefined);
}

/** How a cell's value is defanged: by what the record itself calls it, else by what the column holds. */
export function toCellEntity(row: SourceRecord, column: Column, text: string): EntityKind | undefined {
  const named = row.entities.find((one) => one.value === text);
  if (named) return named.kind;
  if (column.entity === 'host' && /^[\d.]+$|:.*:/.test(text)) return 'ip';
  return column.entity;
}
