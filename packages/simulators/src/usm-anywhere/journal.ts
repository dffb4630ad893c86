import type { Resource } from './filters.ts';

/** A row's filterable facts at one moment, in the vendor's words. */
export interface RowFacts {
  timestamp_occured: number;
  [name: string]: string | number;
}

export interface JournalEntry {
  seq: number;
  /** Scenario time. */
  at: number;
  resource: Resource;
  id: string;
  kind: 'insert' | 'close' | 'mutate' | 'remove';
  /** Absent for an insert. */
  before?: RowFacts;
  /** Absent for a removal. */
  after?: RowFacts;
}

const ENTRIES_MAX = 500_000;

/** Every change since the start, in order. */
export class Journal {
  readonly entries: JournalEntry[] = [];
  seq = 0;

  add(entry: Omit<JournalEntry, 'seq'>): void {
    this.entries.push({ seq: ++this.seq, ...entry });
    if (this.entries.length > ENTRIES_MAX) this.entries.splice(0, ENTRIES_MAX / 10);
  }

  /** Throws where the journal no longer reaches back that far, so that no test passes on a gap. */
  since(seq: number): JournalEntry[] {
    const first = this.entries[0];
    if (first && first.seq > seq + 1) throw new Error(`the journal starts at ${first.seq}; ${seq} is forgotten`);
    return this.entries.slice(first ? seq + 1 - first.seq : 0);
  }
}
