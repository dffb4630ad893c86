import { type Change, ChangeJournal } from '../scenario/journal.ts';

/** An item's facts at one moment. */
export interface LeenFacts {
  /** What a reader can tell findings apart by: `finding_info.uid`, else `metadata.uid`. */
  key: string;
  severity: string;
  activity_name: string;
  /** Epoch ms: when the item happened, and when Leen last wrote it. */
  time: number;
  synced: number;
}

export type LeenChange = Change<'findings', LeenFacts, 'insert' | 'mutate' | 'remove'>;

export class LeenJournal extends ChangeJournal<'findings', LeenFacts, LeenChange['kind']> {}
