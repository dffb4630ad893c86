import { type Change, ChangeJournal } from '../scenario/journal.ts';
import type { TextColumnName } from './alert-table.ts';

/** An alert's filterable facts at one moment. Times in epoch ms, exact; the wire prints seconds. */
export type AlertFacts = Readonly<Record<TextColumnName, string> & { firstSeen: number; lastSeen: number }>;

type AlertChangeKind = 'insert' | 'hit' | 'status' | 'mutate' | 'remove';

export type KumaJournalEntry = Change<'alerts', AlertFacts, AlertChangeKind>;

export class KumaJournal extends ChangeJournal<'alerts', AlertFacts, AlertChangeKind> {}
