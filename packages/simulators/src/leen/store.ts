import { type JsonObject, toText } from '../json.ts';
import type { ScenarioClock } from '../scenario/clock.ts';
import { createRowIds, textKey } from '../scenario/identifiers.ts';
import { hash32 } from '../scenario/prng.ts';
import { activityNameOf, CLOSE, classFieldsOf, severityNameOf, UPDATE } from './enums.ts';
import { FindingTable } from './finding-table.ts';
import {
  activityOf,
  asFields,
  type InsertedFinding,
  merged,
  severityOf,
  timeOf,
  toInserted,
} from './inserted-records.ts';
import { type LeenChange, type LeenFacts, LeenJournal } from './journal.ts';
import { noiseRecord } from './noise.ts';

/** The truth: which items Leen's cache holds now, and every change since the start. */
export class LeenStore {
  readonly table: FindingTable;
  readonly journal = new LeenJournal();
  readonly key: number;
  readonly clock: ScenarioClock;
  /** Whole records of stories and insertions, and of noise that was changed; the rest is made from its row. */
  readonly records = new Map<number, JsonObject>();
  private findings = 0;
  private readonly removed = new Set<number>();
  private readonly itemIds: ReturnType<typeof createRowIds>;
  private readonly findingIds: ReturnType<typeof createRowIds>;
  private readonly givenItemIds = new Map<number, string>();
  private readonly rowsByGivenItemId = new Map<string, number>();
  private readonly givenUids = new Map<number, string>();
  private readonly findingsByUid = new Map<string, number>();

  constructor(seed: number, clock: ScenarioClock) {
    this.clock = clock;
    this.key = hash32(seed, textKey('leen'));
    this.table = new FindingTable(hash32(this.key, 1));
    this.itemIds = createRowIds(seed, 'leen-items');
    this.findingIds = createRowIds(seed, 'leen-findings');
  }

  nextFinding(): number {
    return this.findings++;
  }

  uidOf(finding: number): string {
    return this.givenUids.get(finding) ?? this.findingIds.idOf(finding);
  }

  itemIdOf(row: number): string {
    return this.givenItemIds.get(row) ?? this.itemIds.idOf(row);
  }

  /** The record in the vendor's usual form, before switches. */
  recordOf(row: number): JsonObject {
    return this.records.get(row) ?? noiseRecord(this, row);
  }

  /** Gives back the findings' keys: `finding_info.uid`, else `metadata.uid`. */
  insert(list: readonly InsertedFinding[]): string[] {
    const rows = list.map((given) => {
      const finding = this.findingFor(asFields(given['finding_info'])['uid']);
      const row = this.table.count;
      const own = { findingUid: this.uidOf(finding), itemUid: this.itemIds.idOf(row), nowMs: this.clock.now() };
      const { record, ...facts } = toInserted(given, own);
      const itemUid = asFields(record['metadata'])['uid'];
      if (typeof itemUid === 'string') {
        this.givenItemIds.set(row, itemUid);
        this.rowsByGivenItemId.set(itemUid, row);
      }
      this.records.set(row, record);
      return this.table.append({ ...facts, finding, step: 0 });
    });
    this.table.settle();
    for (const row of rows) this.noteInsert(row);
    return rows.map((row) => this.facts(row).key);
  }

  /** Adds a later item to each finding's series: a copy of its latest, as of now, with the patch over it. */
  follow(uids: readonly string[], activity: typeof UPDATE | typeof CLOSE, patch: JsonObject = {}): string[] {
    const now = this.clock.now();
    return uids.flatMap((uid) => {
      const last = this.rowsOf(uid).at(-1);
      if (last === undefined) throw new Error(`no finding ${uid}`);
      const item = merged(this.recordOf(last), {
        ...classFieldsOf(activity),
        time: now,
        finding_info: { last_seen_time: now, modified_time: now },
        metadata: { uid: this.itemIds.idOf(this.table.count), modified_time: now, processed_time: now },
        // A given text cannot be changed in part; what is said about the item is rendered instead.
        _raw: undefined,
      });
      return this.insert([merged(item, patch)]);
    });
  }

  /** Changes fields as a sync does that finds an item changed. Ids are an item's, or a finding's for its latest item. */
  mutate(ids: readonly string[], patch: JsonObject): void {
    const now = this.clock.now();
    this.change(
      ids,
      'mutate',
      (rows) => rows.slice(-1),
      (row) => {
        this.records.set(
          row,
          merged(merged(this.recordOf(row), { metadata: { processed_time: now }, _raw: undefined }), patch),
        );
        this.table.synced[row] = now;
        const severityId = severityOf(patch);
        if (severityId !== undefined) this.table.setSeverity(row, severityId);
        this.table.activity[row] = activityOf(patch) ?? this.table.activity[row] ?? 0;
        this.table.time[row] = timeOf(patch['time']) ?? this.table.time[row] ?? 0;
      },
    );
  }

  /** As when Leen's cache no longer holds it. A finding's id takes its whole series. */
  remove(ids: readonly string[]): void {
    this.change(
      ids,
      'remove',
      (rows) => rows,
      (row) => {
        this.removed.add(row);
        this.table.remove(row);
      },
    );
  }

  /** Listed rows of an item's or a finding's id, oldest first. */
  rowsOf(id: string): number[] {
    const rows: number[] = [];
    const finding = this.findingsByUid.get(id) ?? this.findingIds.rowOf(id);
    const item = this.rowsByGivenItemId.get(id) ?? this.itemIds.rowOf(id);
    for (let row = 0; row < this.table.count; row++) {
      if ((this.table.finding[row] === finding || row === item) && !this.removed.has(row)) rows.push(row);
    }
    return rows;
  }

  facts(row: number): LeenFacts {
    const record = this.records.get(row);
    const uid = record ? asFields(record['finding_info'])['uid'] : this.uidOf(this.table.finding[row] ?? 0);
    return {
      key: toText(uid) || this.itemIdOf(row),
      severity: severityNameOf(this.table.severityId[row] ?? 0),
      activity_name: activityNameOf(this.table.activity[row] ?? 0),
      time: this.table.time[row] ?? 0,
      synced: this.table.synced[row] ?? 0,
    };
  }

  *allFacts(): Generator<{ id: string; facts: LeenFacts }> {
    for (let row = 0; row < this.table.count; row++) {
      if (!this.removed.has(row)) yield { id: this.itemIdOf(row), facts: this.facts(row) };
    }
  }

  noteInsert(row: number): void {
    this.note({ id: this.itemIdOf(row), kind: 'insert', after: this.facts(row) });
  }

  private note(entry: Omit<LeenChange, 'seq' | 'at' | 'resource'>): void {
    this.journal.add({ at: this.clock.now(), resource: 'findings', ...entry });
  }

  private change(
    ids: readonly string[],
    kind: 'mutate' | 'remove',
    choose: (rows: number[]) => number[],
    apply: (row: number) => void,
  ): void {
    for (const id of ids) {
      const rows = choose(this.rowsOf(id));
      if (rows.length === 0) throw new Error(`no item or finding ${id}`);
      for (const row of rows) {
        const before = this.facts(row);
        apply(row);
        const entry = { id: this.itemIdOf(row), kind, before };
        this.note(kind === 'remove' ? entry : { ...entry, after: this.facts(row) });
      }
    }
  }

  /** A uid that is known continues its series; another starts one. */
  private findingFor(uid: unknown): number {
    if (typeof uid === 'string') {
      const known = this.findingsByUid.get(uid) ?? this.findingIds.rowOf(uid);
      if (known !== undefined && known < this.findings) return known;
    }
    const finding = this.nextFinding();
    if (typeof uid === 'string') {
      this.givenUids.set(finding, uid);
      this.findingsByUid.set(uid, finding);
    }
    return finding;
  }
}
