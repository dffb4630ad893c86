import { type JsonObject, toText } from '../json.ts';
import type { ScenarioClock } from '../scenario/clock.ts';
import { textKey } from '../scenario/identifiers.ts';
import { hash32 } from '../scenario/prng.ts';
import type { Resource } from './filters.ts';
import { toInsertedAlarm, toInsertedEvent } from './inserted-records.ts';
import { Journal, type JournalEntry, type RowFacts } from './journal.ts';
import { EVENTS_KEPT_MAX } from './records.ts';
import { ResourceRows } from './resource-rows.ts';

/** A record to insert; every field is optional, and what is given goes to the wire as given. */
export interface InsertedRecord extends JsonObject {
  /** Fields to leave out of the finished record. */
  _omit?: string[];
  /** The record's whole text on the wire, for bytes that JSON.stringify would not write. */
  _raw?: string;
}

/** The truth: which alarms and events exist now, and every change since the start. */
export class UsmStore {
  readonly alarms: ResourceRows;
  readonly events: ResourceRows;
  readonly journal = new Journal();
  /** Labels put on alarms through the API; absent means as generated. */
  readonly labels = new Map<number, Set<string>>();
  readonly clock: ScenarioClock;

  constructor(seed: number, clock: ScenarioClock) {
    this.clock = clock;
    this.alarms = new ResourceRows('alarms', seed, hash32(seed, textKey('alarms')));
    this.events = new ResourceRows('events', seed, hash32(seed, textKey('events')));
  }

  rowsOf(resource: Resource): ResourceRows {
    return resource === 'alarms' ? this.alarms : this.events;
  }

  /** Rows of the events that this alarm keeps. */
  eventRowsOf(alarmRow: number): number[] {
    const first = this.alarms.table.link[alarmRow] ?? -1;
    if (first < 0) return [];
    const rows: number[] = [];
    for (let row = first; rows.length < EVENTS_KEPT_MAX && this.events.table.link[row] === alarmRow; row++) {
      if (row >= this.events.table.count) break;
      rows.push(row);
    }
    return rows;
  }

  insertAlarms(list: readonly InsertedRecord[]): string[] {
    const rows = list.map((given) => {
      const { record, row, events } = toInsertedAlarm(given, this.clock.now());
      const at = this.alarms.table.append({ ...row, link: events.length > 0 ? this.events.table.count : -1 });
      if (typeof record['uuid'] === 'string') this.alarms.giveId(at, record['uuid']);
      this.alarms.records.set(at, record);
      for (const event of events) this.addEvent(event, at);
      return at;
    });
    this.alarms.table.settle();
    this.events.table.settle();
    for (const row of rows) {
      this.noteInsert('alarms', row);
      for (const eventRow of this.eventRowsOf(row)) this.noteInsert('events', eventRow);
    }
    return rows.map((row) => this.alarms.idOf(row));
  }

  insertEvents(list: readonly InsertedRecord[]): string[] {
    const rows = list.map((given) => this.addEvent(given, -1));
    this.events.table.settle();
    for (const row of rows) this.noteInsert('events', row);
    return rows.map((row) => this.events.idOf(row));
  }

  setStatus(ids: readonly string[], status: string): void {
    this.change('alarms', ids, status === 'closed' ? 'close' : 'mutate', (row) => {
      this.alarms.table.setText('status', row, status);
    });
  }

  /** Changes fields of records that exist. The time an alarm occurred is fixed, as at the vendor. */
  mutate(resource: Resource, ids: readonly string[], patch: JsonObject): void {
    const rows = this.rowsOf(resource);
    this.change(resource, ids, 'mutate', (row) => {
      rows.patches.set(row, { ...rows.patches.get(row), ...patch });
      for (const [name, value] of Object.entries(patch)) {
        if (rows.table.text.has(name)) rows.table.setText(name, row, toText(value));
        if (name === 'priority' && typeof value === 'number') rows.table.priority[row] = value;
      }
    });
  }

  /** As when the local system no longer holds the record: gone from lists, 404 by id. */
  remove(resource: Resource, ids: readonly string[]): void {
    const rows = this.rowsOf(resource);
    this.change(resource, ids, 'remove', (row) => {
      rows.removed.add(row);
      rows.table.remove(row);
    });
  }

  *allFacts(resource: Resource): Generator<{ id: string; facts: RowFacts }> {
    const rows = this.rowsOf(resource);
    for (let row = 0; row < rows.table.count; row++) {
      if (!rows.removed.has(row)) yield { id: rows.idOf(row), facts: rows.facts(row) };
    }
  }

  noteInsert(resource: Resource, row: number): void {
    const rows = this.rowsOf(resource);
    const entry = {
      at: this.clock.now(),
      resource,
      id: rows.idOf(row),
      kind: 'insert',
      after: rows.facts(row),
    } as const;
    this.journal.add(entry);
  }

  private addEvent(given: InsertedRecord, alarmRow: number): number {
    const { record, row } = toInsertedEvent(given, this.clock.now(), alarmRow >= 0);
    const at = this.events.table.append({ ...row, link: alarmRow });
    if (typeof record['uuid'] === 'string') this.events.giveId(at, record['uuid']);
    this.events.records.set(at, record);
    return at;
  }

  private change(
    resource: Resource,
    ids: readonly string[],
    kind: JournalEntry['kind'],
    apply: (row: number) => void,
  ): void {
    const rows = this.rowsOf(resource);
    for (const id of ids) {
      const row = rows.find(id);
      if (row === undefined) throw new Error(`no ${resource} record ${id}`);
      const before = rows.facts(row);
      apply(row);
      const entry: Omit<JournalEntry, 'seq'> = { at: this.clock.now(), resource, id, kind, before };
      this.journal.add(kind === 'remove' ? entry : { ...entry, after: rows.facts(row) });
    }
  }
}
