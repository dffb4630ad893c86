import { type Change, ChangeJournal } from '../scenario/journal.ts';
import type { Resource } from './filters.ts';

/** A row's filterable facts at one moment, in the vendor's words. */
export interface RowFacts {
  timestamp_occured: number;
  [name: string]: string | number;
}

type ChangeKind = 'insert' | 'close' | 'mutate' | 'remove';

export type JournalEntry = Change<Resource, RowFacts, ChangeKind>;

export class Journal extends ChangeJournal<Resource, RowFacts, ChangeKind> {}
