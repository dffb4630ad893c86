import { type JsonObject, toText } from '../json.ts';
import type { ScenarioClock } from '../scenario/clock.ts';
import { createRowIds, type RowIds, textKey } from '../scenario/identifiers.ts';
import { hash32 } from '../scenario/prng.ts';
import { type Actors, actorsFor } from './actors.ts';
import { AlertTable, type NewAlertRow, type TextColumnName, textColumns } from './alert-table.ts';
import { toPriorityWord } from './alert-words.ts';
import { type InsertedAlert, timeOf, toInsertedAlert } from './inserted-alerts.ts';
import { type AlertFacts, KumaJournal, type KumaJournalEntry } from './journal.ts';
import type { EventStretch } from './normalized-events.ts';
import { ruleAt } from './rules.ts';

export interface Hit {
  /** How many events it adds; default 1. */
  events?: number;
  /** The priority from now on; default as before. */
  priority?: string;
  /** Epoch ms; default now. */
  at?: number;
}

/** As documented for 4.0; an alert that reached it collects no more and says `overflow`. */
export const EVENTS_KEPT_MAX = 10_000;

/** The truth: which alerts exist now, and every change since the start. */
export class KumaStore {
  readonly table = new AlertTable();
  readonly journal = new KumaJournal();
  readonly clock: ScenarioClock;
  readonly removed = new Set<number>();
  /** Fields that a story or test gave, on top of the columns. */
  readonly overlays = new Map<number, JsonObject>();
  readonly raws = new Map<number, string>();
  private readonly actors = new Map<number, Actors>();
  private readonly stretches = new Map<number, EventStretch[]>();
  /** A frozen alert and the same-named one that took the next hit. */
  private readonly successors = new Map<number, number>();
  private readonly givenIds = new Map<number, string>();
  private readonly rowsOfGivenIds = new Map<string, number>();
  private readonly ids: RowIds;
  private readonly seedKey: number;

  constructor(seed: number, clock: ScenarioClock) {
    this.clock = clock;
    this.ids = createRowIds(seed, 'kuma-alerts');
    this.seedKey = hash32(seed, textKey('kuma-alerts'));
  }

  idOf(row: number): string {
    return this.givenIds.get(row) ?? this.ids.idOf(row);
  }

  find(id: string): number | undefined {
    const row = this.rowsOfGivenIds.get(id) ?? this.ids.rowOf(id);
    if (row === undefined || row >= this.table.count || this.removed.has(row)) return undefined;
    return this.givenIds.has(row) && this.givenIds.get(row) !== id ? undefined : row;
  }

  /** Everything about an alert that is made up follows from its key. */
  keyOf(row: number): number {
    return hash32(this.seedKey, row);
  }

  actorsOf(row: number): Actors {
    return this.actors.get(row) ?? actorsFor(ruleAt(this.table.rule[row] ?? 0), this.keyOf(row));
  }

  stretchesOf(row: number): EventStretch[] {
    const { firstSeen, lastSeen, events } = this.table;
    const whole = { fromMs: firstSeen[row] ?? 0, toMs: lastSeen[row] ?? 0, count: events[row] ?? 0 };
    return this.stretches.get(row) ?? [whole];
  }

  facts(row: number): AlertFacts {
    const texts = Object.fromEntries(textColumns.map((name) => [name, this.table.textOf(name, row)]));
    const times = { firstSeen: this.table.firstSeen[row] ?? 0, lastSeen: this.table.lastSeen[row] ?? 0 };
    return { ...(texts as Record<TextColumnName, string>), ...times };
  }

  *allFacts(): Generator<{ id: string; facts: AlertFacts }> {
    for (let row = 0; row < this.table.count; row++) {
      if (!this.removed.has(row)) yield { id: this.idOf(row), facts: this.facts(row) };
    }
  }

  /** A story's alert: its own people and machines, everything else as the columns print it. */
  add(alert: NewAlertRow, actors: Actors): string {
    const row = this.table.append(alert);
    this.actors.set(row, actors);
    this.table.settle();
    this.noteInsert(row);
    return this.idOf(row);
  }

  /** Whether a story or a test brought it; the noise leaves those alone. */
  isTold(row: number): boolean {
    return this.actors.has(row) || this.overlays.has(row);
  }

  insert(list: readonly InsertedAlert[]): string[] {
    const rows = list.map((given) => {
      const { row, overlay, madeUpEvents } = toInsertedAlert(given, this.clock.now());
      const at = this.table.append(row);
      if (typeof given['id'] === 'string' && given['id'] !== '') {
        this.givenIds.set(at, given['id']);
        this.rowsOfGivenIds.set(given['id'], at);
      }
      this.overlays.set(at, overlay);
      if (given._raw !== undefined) this.raws.set(at, given._raw);
      this.stretches.set(at, [{ fromMs: row.firstSeen, toMs: row.lastSeen, count: madeUpEvents }]);
      return at;
    });
    this.table.settle();
    for (const row of rows) this.noteInsert(row);
    return rows.map((row) => this.idOf(row));
  }

  /**
   * The rule fires again. A `new` alert takes the hit: events, `lastSeen`, perhaps priority. Any other is frozen, so
   * its `new` successor of the same name takes it, made now where there is none. Gives back who took each hit.
   */
  hit(ids: readonly string[], hit: Hit = {}): string[] {
    return ids.map((id) => this.idOf(this.hitRow(this.require(id), hit)));
  }

  /** Any change of the status freezes the alert; back to `new` it grows again. */
  setStatus(ids: readonly string[], status: string, by: { assignee?: string; closingReason?: string } = {}): void {
    for (const id of ids) {
      this.change('status', this.require(id), (row) => {
        for (const [name, text] of Object.entries({ status, ...by })) {
          this.table.setText(name as TextColumnName, row, text);
          this.forget(row, name);
        }
      });
    }
  }

  /** Changes fields whatever the status, as given on the wire. `firstSeen` is fixed, as at the vendor. */
  mutate(ids: readonly string[], patch: JsonObject): void {
    if ('firstSeen' in patch) throw new Error('firstSeen does not change');
    for (const id of ids) {
      this.change('mutate', this.require(id), (row) => {
        this.overlays.set(row, { ...this.overlays.get(row), ...patch });
        for (const name of textColumns) {
          if (patch[name] === undefined) continue;
          const text = toText(patch[name]);
          const odd = name === 'priority' ? toPriorityWord(patch[name]) : text;
          this.table.setText(name, row, name === 'status' ? text.toLowerCase() : odd);
        }
        const lastSeen = timeOf(patch['lastSeen']);
        if (lastSeen !== undefined) this.table.moveLastSeen(row, lastSeen);
        if (patch['overflow'] !== undefined) this.table.overflow[row] = patch['overflow'] === true ? 1 : 0;
      });
    }
  }

  /** As when retention took it: gone from every list. */
  remove(ids: readonly string[]): void {
    for (const id of ids) {
      const row = this.require(id);
      this.change('remove', row, () => {
        this.removed.add(row);
        this.table.remove(row);
      });
    }
  }

  noteInsert(row: number): void {
    const entry = { at: this.clock.now(), resource: 'alerts', id: this.idOf(row), kind: 'insert' } as const;
    this.journal.add({ ...entry, after: this.facts(row) });
  }

  private hitRow(asked: number, hit: Hit): number {
    let row: number | undefined = asked;
    while (row !== undefined && (this.table.textOf('status', row) !== 'new' || this.removed.has(row))) {
      row = this.successors.get(row);
    }
    if (row === undefined) return this.succeed(asked, hit);
    if (this.table.overflow[row] !== 1) this.change('hit', row, (target) => this.grow(target, hit));
    return row;
  }

  private grow(row: number, hit: Hit): void {
    const { table } = this;
    const at = Math.max(table.lastSeen[row] ?? 0, hit.at ?? this.clock.now());
    const before = table.events[row] ?? 0;
    const events = Math.min(EVENTS_KEPT_MAX, before + (hit.events ?? 1));
    const fromMs = Math.max(table.lastSeen[row] ?? 0, at - 60_000);
    this.stretches.set(row, [...this.stretchesOf(row), { fromMs, toMs: at, count: events - before }]);
    table.events[row] = events;
    if (events === EVENTS_KEPT_MAX) {
      table.overflow[row] = 1;
      this.forget(row, 'overflow');
    }
    table.moveLastSeen(row, at);
    this.forget(row, 'lastSeen');
    if (hit.priority === undefined) return;
    table.setText('priority', row, hit.priority);
    this.forget(row, 'priority');
  }

  private succeed(frozen: number, hit: Hit): number {
    const at = hit.at ?? this.clock.now();
    const { name, correlationRuleID, tenantID, priority } = this.facts(frozen);
    const texts = { name, correlationRuleID, tenantID, status: 'new', assignee: '', closingReason: '' };
    const fresh: NewAlertRow = {
      firstSeen: at,
      lastSeen: at,
      rule: this.table.rule[frozen] ?? 0,
      events: hit.events ?? 1,
      overflow: false,
      texts: { ...texts, priority: hit.priority ?? priority },
    };
    const id = this.add(fresh, this.actorsOf(frozen));
    const row = this.require(id);
    let last = frozen;
    for (let next = this.successors.get(last); next !== undefined; next = this.successors.get(last)) last = next;
    this.successors.set(last, row);
    return row;
  }

  /** What was given no longer holds; a field that was left out stays out. */
  private forget(row: number, name: string): void {
    const overlay = this.overlays.get(row);
    if (overlay?.[name] !== undefined) delete overlay[name];
  }

  private require(id: string): number {
    const row = this.find(id);
    if (row === undefined) throw new Error(`no alert ${id}`);
    return row;
  }

  private change(kind: KumaJournalEntry['kind'], row: number, apply: (row: number) => void): void {
    const before = this.facts(row);
    apply(row);
    const entry = { at: this.clock.now(), resource: 'alerts', id: this.idOf(row), kind, before } as const;
    this.journal.add(kind === 'remove' ? entry : { ...entry, after: this.facts(row) });
  }
}
