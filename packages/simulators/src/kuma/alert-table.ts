import { TimeOrder } from './time-order.ts';

/** A text attribute of all rows: a number per row and each distinct text once. */
export interface TextColumn {
  codes: Uint32Array;
  texts: string[];
  lookup: Map<string, number>;
}

export const textColumns = [
  'name',
  'correlationRuleID',
  'tenantID',
  'status',
  'priority',
  'assignee',
  'closingReason',
] as const;

export type TextColumnName = (typeof textColumns)[number];
export type TimestampField = 'lastSeen' | 'firstSeen';

export interface NewAlertRow {
  firstSeen: number;
  lastSeen: number;
  /** Index into the rules, whose events the alert holds. */
  rule: number;
  events: number;
  overflow: boolean;
  texts: Readonly<Record<TextColumnName, string>>;
}

/** Alerts as typed-array columns, with an order by each of the two times that the vendor can sort by. */
export class AlertTable {
  count = 0;
  firstSeen = new Float64Array(1024);
  lastSeen = new Float64Array(1024);
  rule = new Uint16Array(1024);
  events = new Uint32Array(1024);
  overflow = new Uint8Array(1024);
  readonly orders: Readonly<Record<TimestampField, TimeOrder>> = {
    firstSeen: new TimeOrder(() => this.firstSeen),
    lastSeen: new TimeOrder(() => this.lastSeen),
  };
  private readonly text: Readonly<Record<TextColumnName, TextColumn>> = Object.fromEntries(
    textColumns.map((name) => [name, { codes: new Uint32Array(1024), texts: [''], lookup: new Map([['', 0]]) }]),
  ) as unknown as Record<TextColumnName, TextColumn>;
  private settled = 0;

  /** Adds a row without placing it in the orders; `settle` places all that were added. */
  append(row: NewAlertRow): number {
    if (this.count === this.firstSeen.length) this.grow(this.count * 2);
    const at = this.count++;
    this.firstSeen[at] = row.firstSeen;
    this.lastSeen[at] = row.lastSeen;
    this.rule[at] = row.rule;
    this.events[at] = row.events;
    this.overflow[at] = row.overflow ? 1 : 0;
    for (const name of textColumns) this.setText(name, at, row.texts[name]);
    return at;
  }

  settle(): void {
    const fresh = Array.from({ length: this.count - this.settled }, (_, index) => this.settled + index);
    this.settled = this.count;
    for (const order of Object.values(this.orders)) {
      if (fresh.length > 32) order.placeAll(fresh);
      else for (const row of fresh) order.place(row);
    }
  }

  moveLastSeen(row: number, atMs: number): void {
    this.orders.lastSeen.remove(row);
    this.lastSeen[row] = atMs;
    this.orders.lastSeen.place(row);
  }

  remove(row: number): void {
    for (const order of Object.values(this.orders)) order.remove(row);
  }

  column(name: TextColumnName): TextColumn {
    return this.text[name];
  }

  textOf(name: TextColumnName, row: number): string {
    const column = this.text[name];
    return column.texts[column.codes[row] ?? 0] ?? '';
  }

  setText(name: TextColumnName, row: number, text: string): void {
    const column = this.text[name];
    let code = column.lookup.get(text);
    if (code === undefined) {
      code = column.texts.push(text) - 1;
      column.lookup.set(text, code);
    }
    column.codes[row] = code;
  }

  private grow(capacity: number): void {
    this.firstSeen = resized(this.firstSeen, capacity);
    this.lastSeen = resized(this.lastSeen, capacity);
    this.rule = resized(this.rule, capacity);
    this.events = resized(this.events, capacity);
    this.overflow = resized(this.overflow, capacity);
    for (const column of Object.values(this.text)) column.codes = resized(column.codes, capacity);
  }
}

function resized<T extends Float64Array | Uint32Array | Uint16Array | Uint8Array>(old: T, length: number): T {
  const fresh = new (old.constructor as new (length: number) => T)(length);
  fresh.set(old);
  return fresh;
}
