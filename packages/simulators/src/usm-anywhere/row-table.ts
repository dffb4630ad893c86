/** A text attribute of all rows: a number per row and each distinct text once. Number 0 is "absent". */
export interface TextColumn {
  codes: Uint32Array;
  texts: string[];
  lookup: Map<string, number>;
}

export interface NewRow {
  occurred: number;
  received: number;
  /** Index into the resource's templates. */
  template: number;
  priority: number;
  /** Alarm: row of its first event. Event: row of its alarm, -1 for none. */
  link: number;
  /** Alarm: how many events it counts. Event: which event of its alarm it is. */
  count: number;
  texts: Readonly<Record<string, string>>;
}

/**
 * Rows as typed-array columns, so that millions fit, and one order over all of them by time, then by arrival. A page
 * without attribute filters is two binary searches; with one it is a scan of numbers.
 */
export class RowTable {
  count = 0;
  occurred = new Float64Array(1024);
  received = new Float64Array(1024);
  template = new Uint16Array(1024);
  priority = new Uint8Array(1024);
  link = new Int32Array(1024);
  counts = new Uint32Array(1024);
  readonly text = new Map<string, TextColumn>();
  /** Rows by time ascending; `listed` of them, since a removed row leaves the order and keeps its columns. */
  order = new Uint32Array(1024);
  listed = 0;
  private ordered = 0;

  constructor(textColumns: readonly string[]) {
    for (const name of textColumns) {
      this.text.set(name, { codes: new Uint32Array(1024), texts: [''], lookup: new Map([['', 0]]) });
    }
  }

  /** Adds a row without placing it in the order; `settle` places all that were added. */
  append(row: NewRow): number {
    if (this.count === this.occurred.length) this.grow(this.count * 2);
    const at = this.count++;
    this.occurred[at] = row.occurred;
    this.received[at] = row.received;
    this.template[at] = row.template;
    this.priority[at] = row.priority;
    this.link[at] = row.link;
    this.counts[at] = row.count;
    for (const [name, column] of this.text) column.codes[at] = intern(column, row.texts[name] ?? '');
    return at;
  }

  settle(): void {
    const fresh = this.count - this.ordered;
    if (fresh === 0) return;
    if (this.order.length < this.occurred.length) this.order = resized(this.order, this.occurred.length);
    if (fresh < 32) while (this.ordered < this.count) this.place(this.ordered++);
    else this.merge();
  }

  remove(row: number): void {
    const at = this.order.subarray(0, this.listed).indexOf(row);
    if (at < 0) return;
    this.order.copyWithin(at, at + 1, this.listed);
    this.listed--;
  }

  textOf(name: string, row: number): string {
    const column = this.column(name);
    return column.texts[column.codes[row] ?? 0] ?? '';
  }

  setText(name: string, row: number, text: string): void {
    const column = this.column(name);
    column.codes[row] = intern(column, text);
  }

  column(name: string): TextColumn {
    const column = this.text.get(name);
    if (!column) throw new Error(`no column ${name}`);
    return column;
  }

  /** First position in the order whose time is at or after (`inclusive`) or strictly after the instant. */
  position(atMs: number, inclusive: boolean): number {
    let low = 0;
    let high = this.listed;
    while (low < high) {
      const middle = (low + high) >> 1;
      const time = this.occurred[this.order[middle] ?? 0] ?? 0;
      if (inclusive ? time >= atMs : time > atMs) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private place(row: number): void {
    const at = this.position(this.occurred[row] ?? 0, false);
    this.order.copyWithin(at + 1, at, this.listed);
    this.order[at] = row;
    this.listed++;
  }

  private merge(): void {
    const fresh = new Uint32Array(this.count - this.ordered);
    let sorted = true;
    for (let index = 0; index < fresh.length; index++) {
      fresh[index] = this.ordered + index;
      if (index > 0 && (this.occurred[this.ordered + index] ?? 0) < (this.occurred[this.ordered + index - 1] ?? 0)) {
        sorted = false;
      }
    }
    const occurred = this.occurred;
    if (!sorted) fresh.sort((a, b) => (occurred[a] ?? 0) - (occurred[b] ?? 0) || a - b);
    const old = this.order.slice(0, this.listed);
    let left = 0;
    let right = 0;
    for (let at = 0; at < old.length + fresh.length; at++) {
      const fromOld = right >= fresh.length || (left < old.length && this.before(old[left] ?? 0, fresh[right] ?? 0));
      this.order[at] = (fromOld ? old[left++] : fresh[right++]) ?? 0;
    }
    this.listed = old.length + fresh.length;
    this.ordered = this.count;
  }

  private before(a: number, b: number): boolean {
    return (this.occurred[a] ?? 0) <= (this.occurred[b] ?? 0);
  }

  private grow(capacity: number): void {
    this.occurred = resized(this.occurred, capacity);
    this.received = resized(this.received, capacity);
    this.template = resized(this.template, capacity);
    this.priority = resized(this.priority, capacity);
    this.link = resized(this.link, capacity);
    this.counts = resized(this.counts, capacity);
    this.order = resized(this.order, capacity);
    for (const column of this.text.values()) column.codes = resized(column.codes, capacity);
  }
}

function intern(column: TextColumn, text: string): number {
  const known = column.lookup.get(text);
  if (known !== undefined) return known;
  const code = column.texts.push(text) - 1;
  column.lookup.set(text, code);
  return code;
}

function resized<T extends Float64Array | Uint32Array | Uint16Array | Uint8Array | Int32Array>(
  old: T,
  length: number,
): T {
  const fresh = new (old.constructor as new (length: number) => T)(length);
  fresh.set(old);
  return fresh;
}
