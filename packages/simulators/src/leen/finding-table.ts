import { hash32 } from '../scenario/prng.ts';

export interface NewRow {
  /** Number of the finding that this item belongs to: its series shares it. */
  finding: number;
  /** Position in its series, from 0. */
  step: number;
  analytic: number;
  activity: number;
  severityId: number;
  time: number;
  created: number;
  synced: number;
}

/**
 * Items as typed-array columns, in an order that is stable and arbitrary: this vendor knows no order by time, so a
 * new item lands anywhere in the list and shifts every page behind it.
 */
export class FindingTable {
  count = 0;
  finding = new Uint32Array(1024);
  step = new Uint8Array(1024);
  analytic = new Uint8Array(1024);
  activity = new Uint8Array(1024);
  severityId = new Uint8Array(1024);
  time = new Float64Array(1024);
  created = new Float64Array(1024);
  synced = new Float64Array(1024);
  /** A row's place in the arbitrary order. */
  private place = new Uint32Array(1024);
  /** Listed rows; removed ones keep their columns. */
  order: number[] = [];
  private settled = 0;
  private readonly key: number;
  private sorted: { direction: string; rows: number[] } | undefined;

  constructor(key: number) {
    this.key = key;
  }

  /** Adds a row without listing it; `settle` lists all that were added. */
  append(row: NewRow): number {
    if (this.count === this.finding.length) this.grow(this.count * 2);
    const at = this.count++;
    this.place[at] = hash32(this.key, at);
    this.finding[at] = row.finding;
    this.step[at] = row.step;
    this.analytic[at] = row.analytic;
    this.activity[at] = row.activity;
    this.severityId[at] = row.severityId;
    this.time[at] = row.time;
    this.created[at] = row.created;
    this.synced[at] = row.synced;
    return at;
  }

  settle(): void {
    if (this.settled === this.count) return;
    this.sorted = undefined;
    if (this.count - this.settled < 32) {
      for (; this.settled < this.count; this.settled++) this.order.splice(this.position(this.settled), 0, this.settled);
      return;
    }
    for (; this.settled < this.count; this.settled++) this.order.push(this.settled);
    this.order.sort((a, b) => this.placeOf(a) - this.placeOf(b) || a - b);
  }

  remove(row: number): void {
    this.order = this.order.filter((listed) => listed !== row);
    this.sorted = undefined;
  }

  setSeverity(row: number, severityId: number): void {
    this.severityId[row] = severityId;
    this.sorted = undefined;
  }

  /** Rows by severity, equal ones in the arbitrary order. OTHER's place is not documented: a switch. */
  bySeverity(direction: 'asc' | 'desc', otherRank: number): readonly number[] {
    const name = `${direction} ${otherRank}`;
    if (this.sorted?.direction === name) return this.sorted.rows;
    const rankOf = (row: number) => {
      const id = this.severityId[row] ?? 0;
      return id === 99 ? otherRank : id;
    };
    const sign = direction === 'asc' ? 1 : -1;
    const rows = this.order.toSorted((a, b) => sign * (rankOf(a) - rankOf(b)));
    this.sorted = { direction: name, rows };
    return rows;
  }

  private placeOf(row: number): number {
    return this.place[row] ?? 0;
  }

  private position(row: number): number {
    let low = 0;
    let high = this.order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.placeOf(this.order[middle] ?? 0) > this.placeOf(row)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private grow(capacity: number): void {
    this.place = resized(this.place, capacity);
    this.finding = resized(this.finding, capacity);
    this.step = resized(this.step, capacity);
    this.analytic = resized(this.analytic, capacity);
    this.activity = resized(this.activity, capacity);
    this.severityId = resized(this.severityId, capacity);
    this.time = resized(this.time, capacity);
    this.created = resized(this.created, capacity);
    this.synced = resized(this.synced, capacity);
  }
}

function resized<T extends Float64Array | Uint32Array | Uint8Array>(old: T, length: number): T {
  const fresh = new (old.constructor as new (length: number) => T)(length);
  fresh.set(old);
  return fresh;
}
