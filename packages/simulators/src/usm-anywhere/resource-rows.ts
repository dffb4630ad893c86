import type { JsonObject } from '../json.ts';
import { createRowIds, type RowIds } from '../scenario/identifiers.ts';
import { filterColumns, type Resource, sortColumns } from './filters.ts';
import type { RowFacts } from './journal.ts';
import { RowTable } from './row-table.ts';

/** One resource's rows: columns for all, whole records only for those that a story or a test brought. */
export class ResourceRows {
  readonly resource: Resource;
  readonly table: RowTable;
  readonly key: number;
  /** Whole records of stories and insertions; the noise is made again from its row number. */
  readonly records = new Map<number, JsonObject>();
  /** Fields changed later, on top of either. */
  readonly patches = new Map<number, JsonObject>();
  readonly removed = new Set<number>();
  private readonly ids: RowIds;
  private readonly givenIds = new Map<number, string>();
  private readonly rowsOfGivenIds = new Map<string, number>();

  constructor(resource: Resource, seed: number, key: number) {
    this.resource = resource;
    this.key = key;
    this.table = new RowTable([...filterColumns[resource], ...sortColumns[resource]]);
    this.ids = createRowIds(seed, resource);
  }

  idOf(row: number): string {
    return this.givenIds.get(row) ?? this.ids.idOf(row);
  }

  giveId(row: number, id: string): void {
    this.givenIds.set(row, id);
    this.rowsOfGivenIds.set(id, row);
  }

  find(id: string): number | undefined {
    const row = this.rowsOfGivenIds.get(id) ?? this.ids.rowOf(id);
    if (row === undefined || row >= this.table.count || this.removed.has(row)) return undefined;
    return this.idOf(row) === id.toLowerCase() || this.givenIds.has(row) ? row : undefined;
  }

  facts(row: number): RowFacts {
    const facts: RowFacts = { timestamp_occured: this.table.occurred[row] ?? 0 };
    for (const name of this.table.text.keys()) facts[name] = this.table.textOf(name, row);
    return facts;
  }
}
