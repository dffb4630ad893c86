/** One change to the truth. `Facts` are a row's filterable facts at one moment, in the vendor's words. */
export interface Change<Resource extends string, Facts, Kind extends string> {
  seq: number;
  /** Scenario time. */
  at: number;
  resource: Resource;
  id: string;
  kind: Kind;
  /** Absent for an insert. */
  before?: Facts;
  /** Absent for a removal. */
  after?: Facts;
}

const ENTRIES_MAX = 500_000;

/** Every change since the start, in order. */
export class ChangeJournal<Resource extends string, Facts, Kind extends string> {
  readonly entries: Array<Change<Resource, Facts, Kind>> = [];
  seq = 0;

  add(entry: Omit<Change<Resource, Facts, Kind>, 'seq'>): void {
    this.entries.push({ seq: ++this.seq, ...entry });
    if (this.entries.length > ENTRIES_MAX) this.entries.splice(0, ENTRIES_MAX / 10);
  }

  /** Throws where the journal no longer reaches back that far, so that no test passes on a gap. */
  since(seq: number): Array<Change<Resource, Facts, Kind>> {
    const first = this.entries[0];
    if (first && first.seq > seq + 1) throw new Error(`the journal starts at ${first.seq}; ${seq} is forgotten`);
    return this.entries.slice(first ? seq + 1 - first.seq : 0);
  }
}

/** Of the ids that match now, those that matched at every moment of these changes. */
export function matchedThroughout<Facts>(
  now: Iterable<string>,
  changes: ReadonlyArray<Change<string, Facts, string>>,
  fulfils: (facts: Facts, id: string) => boolean,
): string[] {
  const ids = new Set(now);
  for (const { id, before, after } of changes) {
    if (!before || !after || !fulfils(before, id) || !fulfils(after, id)) ids.delete(id);
  }
  return [...ids];
}

/** The ids that match now or did at some moment of these changes. */
export function matchedSometime<Facts>(
  now: Iterable<string>,
  changes: ReadonlyArray<Change<string, Facts, string>>,
  fulfils: (facts: Facts, id: string) => boolean,
): string[] {
  const ids = new Set(now);
  for (const { id, before, after } of changes) {
    if ((before && fulfils(before, id)) || (after && fulfils(after, id))) ids.add(id);
  }
  return [...ids];
}
