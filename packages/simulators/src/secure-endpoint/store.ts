import type { JsonObject } from '../json.ts';
import { toText } from '../json.ts';
import type { ScenarioClock } from '../scenario/clock.ts';
import { textKey } from '../scenario/identifiers.ts';
import { ChangeJournal } from '../scenario/journal.ts';
import { hash32 } from '../scenario/prng.ts';
import { EventTable } from './event-table.ts';
import { type InsertedEvent, toInsertedEvent } from './inserted-events.ts';
import { noiseRecord } from './noise.ts';
import { type EventFacts, eventKeyOf, textsOf } from './row-facts.ts';

export type EventChangeKind = 'insert' | 'mutate' | 'remove';

/** The truth: which events exist now, and every change since the start. */
export class EventStore {
  readonly table = new EventTable();
  readonly journal = new ChangeJournal<'events', EventFacts, EventChangeKind>();
  readonly clock: ScenarioClock;
  /** Seeds the noise. */
  readonly key: number;
  /** Whole records of stories and insertions; the noise is made again from its row. */
  private readonly records = new Map<number, JsonObject>();
  /** Fields changed later, on top of either. */
  private readonly patches = new Map<number, JsonObject>();
  private readonly removed = new Set<number>();
  private readonly rowsByKey = new Map<string, number>();
  private indexed = 0;

  constructor(seed: number, clock: ScenarioClock) {
    this.clock = clock;
    this.key = hash32(seed, textKey('secure-endpoint'));
  }

  insert(list: readonly InsertedEvent[]): string[] {
    const rows = list.map((given) => {
      const { record, row } = toInsertedEvent(given, this.clock.now(), this.table.count);
      const at = this.table.append(row);
      this.records.set(at, record);
      return at;
    });
    this.table.settle();
    for (const row of rows) this.noteInsert(row);
    return rows.map((row) => this.keyOf(row));
  }

  /** Changes fields of events that exist. What tells an event apart is fixed, as at the vendor. */
  mutate(keys: readonly string[], patch: JsonObject): void {
    for (const key of keys) {
      const row = this.find(key);
      const before = this.facts(row);
      const kept = this.patches.get(row);
      this.patches.set(row, { ...kept, ...patch });
      this.table.setTexts(row, textsOf(this.recordOf(row)));
      const after = this.facts(row);
      if (eventKeyOf(after) !== key || 'id' in patch || 'timestamp' in patch || 'timestamp_nanoseconds' in patch) {
        this.patches.set(row, kept ?? {});
        this.table.setTexts(row, textsOf(this.recordOf(row)));
        throw new Error('this patch would make it another event; insert one and remove the other');
      }
      this.journal.add({ at: this.clock.now(), resource: 'events', id: key, kind: 'mutate', before, after });
    }
  }

  /** As when retention took it: gone from every list. */
  remove(keys: readonly string[]): void {
    for (const key of keys) {
      const row = this.find(key);
      const before = this.facts(row);
      this.removed.add(row);
      this.table.remove(row);
      this.journal.add({ at: this.clock.now(), resource: 'events', id: key, kind: 'remove', before });
    }
  }

  noteInsert(row: number): void {
    const after = this.facts(row);
    const entry = { at: this.clock.now(), resource: 'events', id: eventKeyOf(after), kind: 'insert', after } as const;
    this.journal.add(entry);
  }

  /** The record but for `id`, which no JavaScript number holds, and the links; `_` fields are for the renderer. */
  recordOf(row: number): JsonObject {
    const record = this.records.get(row) ?? noiseRecord(this.table, row);
    return { ...record, ...this.patches.get(row) };
  }

  keyOf(row: number): string {
    return eventKeyOf(this.facts(row));
  }

  /** Throws where there is no such event. */
  find(key: string): number {
    for (; this.indexed < this.table.count; this.indexed++) this.rowsByKey.set(this.keyOf(this.indexed), this.indexed);
    const row = this.rowsByKey.get(key);
    if (row === undefined || this.removed.has(row)) throw new Error(`no event ${key}`);
    return row;
  }

  facts(row: number): EventFacts {
    const { table } = this;
    const held = this.patches.get(row)?.['detection_id'] ?? this.records.get(row)?.['detection_id'];
    const link = table.link[row] ?? -1;
    return {
      timestamp: table.seconds[row] ?? 0,
      timestamp_nanoseconds: table.nanos[row] ?? 0,
      id: table.idText(row) ?? '',
      detection_id: toText(held ?? (link >= 0 ? table.idText(link) : undefined)),
      ...table.textsOf(row),
    };
  }

  *allRows(): Generator<number> {
    for (let row = 0; row < this.table.count; row++) if (!this.removed.has(row)) yield row;
  }
}
