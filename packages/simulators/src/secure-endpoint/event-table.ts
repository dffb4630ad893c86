/** A text attribute of all rows: a number per row and each distinct text once. */
interface TextColumn {
  codes: Uint32Array;
  texts: string[];
  lookup: Map<string, number>;
}

/** What rows can be asked by, in the order of the columns. `group_guids` holds a comma list. */
const textColumns = [
  'event_type_id',
  'connector_guid',
  'group_guids',
  'detection_sha256',
  'application_sha256',
  'severity',
  'detection',
  'hostname',
  'user',
] as const;

export type TextColumnName = (typeof textColumns)[number];
export type RowTexts = Record<TextColumnName, string>;

export interface NewRow {
  /** Epoch seconds and the remainder in nanoseconds, as on the wire. */
  seconds: number;
  nanos: number;
  /** What makes the noise's record again; meaningless where a whole record is held. */
  shape: number;
  key: number;
  /** 64 bits; undefined: the event has no id. */
  id: bigint | undefined;
  /** Row whose id is this row's `detection_id`; -1: none. */
  link: number;
  texts: RowTexts;
}

const LOW_32 = 0xffff_ffffn;

/** Rows as typed-array columns, so that millions fit, and one order over them: seconds, nanoseconds, arrival. */
export class EventTable {
  count = 0;
  seconds = new Uint32Array(1024);
  nanos = new Uint32Array(1024);
  shape = new Uint8Array(1024);
  key = new Uint32Array(1024);
  link = new Int32Array(1024);
  /** Rows ascending; `listed` of them, since a removed row leaves the order and keeps its columns. */
  order = new Uint32Array(1024);
  listed = 0;
  private idHigh = new Uint32Array(1024);
  private idLow = new Uint32Array(1024);
  private ordered = 0;
  private readonly text: Record<TextColumnName, TextColumn>;

  constructor() {
    const column = (): TextColumn => ({ codes: new Uint32Array(1024), texts: [''], lookup: new Map([['', 0]]) });
    this.text = Object.fromEntries(textColumns.map((name) => [name, column()])) as Record<TextColumnName, TextColumn>;
  }

  /** Adds a row without placing it in the order; `settle` places all that were added. */
  append(row: NewRow): number {
    if (this.count === this.seconds.length) this.grow(this.count * 2);
    const at = this.count++;
    this.seconds[at] = row.seconds;
    this.nanos[at] = row.nanos;
    this.shape[at] = row.shape;
    this.key[at] = row.key;
    this.link[at] = row.link;
    this.idHigh[at] = Number((row.id ?? 0n) >> 32n);
    this.idLow[at] = Number((row.id ?? 0n) & LOW_32);
    this.setTexts(at, row.texts);
    return at;
  }

  settle(): void {
    const fresh = this.count - this.ordered;
    if (fresh === 0) return;
    if (fresh < 32) {
      while (this.ordered < this.count) this.place(this.ordered++);
      return;
    }
    for (; this.ordered < this.count; this.ordered++) this.order[this.listed++] = this.ordered;
    this.order.subarray(0, this.listed).sort((a, b) => this.compare(a, b));
  }

  remove(row: number): void {
    const at = this.order.subarray(0, this.listed).indexOf(row);
    if (at < 0) return;
    this.order.copyWithin(at, at + 1, this.listed);
    this.listed--;
  }

  /** The exact decimal digits of the id, which no JavaScript number could hold; undefined: no id. */
  idText(row: number): string | undefined {
    const high = this.idHigh[row] ?? 0;
    const low = this.idLow[row] ?? 0;
    return high === 0 && low === 0 ? undefined : ((BigInt(high) << 32n) | BigInt(low)).toString();
  }

  textsOf(row: number): RowTexts {
    const texts = {} as RowTexts;
    for (const name of textColumns) {
      const column = this.text[name];
      texts[name] = column.texts[column.codes[row] ?? 0] ?? '';
    }
    return texts;
  }

  setTexts(row: number, texts: RowTexts): void {
    for (const name of textColumns) {
      const column = this.text[name];
      column.codes[row] = intern(column, texts[name]);
    }
  }

  /** A test of rows for "this column holds one of these values". */
  accepting(name: TextColumnName, values: readonly string[]): (row: number) => boolean {
    const { codes, texts } = this.text[name];
    const accepted = new Uint8Array(texts.length);
    for (const [code, text] of texts.entries()) {
      if (text.split(',').some((part) => part !== '' && values.includes(part))) accepted[code] = 1;
    }
    return (row) => accepted[codes[row] ?? 0] === 1;
  }

  /** First position in the order that is at or after the start of this second. */
  positionOf(seconds: number): number {
    let low = 0;
    let high = this.listed;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.seconds[this.order[middle] ?? 0] ?? 0) >= seconds) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private place(row: number): void {
    let low = 0;
    let high = this.listed;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.compare(this.order[middle] ?? 0, row) > 0) high = middle;
      else low = middle + 1;
    }
    this.order.copyWithin(low + 1, low, this.listed);
    this.order[low] = row;
    this.listed++;
  }

  private compare(a: number, b: number): number {
    const bySecond = (this.seconds[a] ?? 0) - (this.seconds[b] ?? 0);
    return bySecond || (this.nanos[a] ?? 0) - (this.nanos[b] ?? 0) || a - b;
  }

  private grow(capacity: number): void {
    this.seconds = resized(this.seconds, capacity);
    this.nanos = resized(this.nanos, capacity);
    this.shape = resized(this.shape, capacity);
    this.key = resized(this.key, capacity);
    this.link = resized(this.link, capacity);
    this.idHigh = resized(this.idHigh, capacity);
    this.idLow = resized(this.idLow, capacity);
    this.order = resized(this.order, capacity);
    for (const name of textColumns) this.text[name].codes = resized(this.text[name].codes, capacity);
  }
}

function intern(column: TextColumn, text: string): number {
  const known = column.lookup.get(text);
  if (known !== undefined) return known;
  const code = column.texts.push(text) - 1;
  column.lookup.set(text, code);
  return code;
}

function resized<T extends Uint32Array | Uint8Array | Int32Array>(old: T, length: number): T {
  const fresh = new (old.constructor as new (length: number) => T)(length);
  fresh.set(old);
  return fresh;
}
