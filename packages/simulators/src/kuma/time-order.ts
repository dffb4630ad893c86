/** Rows ascending by one of their times. A time may change: remove the row, change it, place it again. */
export class TimeOrder {
  order = new Uint32Array(1024);
  listed = 0;
  private readonly times: () => Float64Array;

  constructor(times: () => Float64Array) {
    this.times = times;
  }

  /** First position whose time is at or after (`inclusive`) or strictly after the instant. */
  position(atMs: number, inclusive: boolean): number {
    const times = this.times();
    let low = 0;
    let high = this.listed;
    while (low < high) {
      const middle = (low + high) >> 1;
      const time = times[this.order[middle] ?? 0] ?? 0;
      if (inclusive ? time >= atMs : time > atMs) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  place(row: number): void {
    this.reserve(this.listed + 1);
    const at = this.position(this.times()[row] ?? 0, false);
    this.order.copyWithin(at + 1, at, this.listed);
    this.order[at] = row;
    this.listed++;
  }

  /** Many at once: one sort instead of many moves. */
  placeAll(rows: readonly number[]): void {
    this.reserve(this.listed + rows.length);
    this.order.set(rows, this.listed);
    this.listed += rows.length;
    const times = this.times();
    this.order.subarray(0, this.listed).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
  }

  remove(row: number): void {
    let at = this.position(this.times()[row] ?? 0, true);
    while (at < this.listed && this.order[at] !== row) at++;
    if (at === this.listed) return;
    this.order.copyWithin(at, at + 1, this.listed);
    this.listed--;
  }

  private reserve(length: number): void {
    if (length <= this.order.length) return;
    const fresh = new Uint32Array(Math.max(length, this.order.length * 2));
    fresh.set(this.order);
    this.order = fresh;
  }
}
