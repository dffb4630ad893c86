import type { MarkChange, QueueChanges } from '@watchfloor/contract';
import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { type MarkedRow, toMark } from './rows.ts';

/** Where somebody stands among the changes: all marks up to this one are known to them. */
export interface ChangePosition {
  change: number;
  /** Of the changes of that number, up to this finding; absent where all of them are known. */
  uid?: string;
}

/** Marks that are told one by one after a pause. A laptop that was shut for a week reads its list anew instead. */
const toldMax = 5_000;
const pageRows = 500;

type ChangedRow = MarkedRow & { uid: string; change: number };

/**
 * The marks that changed after `from` and up to the change `to`, of the connections that somebody may see, in pages.
 * A mark stands where it changed last: one that changes again while this is read comes with the next question.
 */
export async function* readChanges(
  database: Pick<Database, 'sql'>,
  { from, to, connections }: { from: ChangePosition; to: number; connections: readonly string[] },
): AsyncGenerator<QueueChanges> {
  let position = from;
  for (let told = 0; ; ) {
    const rows = await readPage(database, { from: position, to, connections });
    const last = rows.length < pageRows ? undefined : rows.at(-1);
    if (last === undefined) {
      yield { kind: 'changed', change: to, marks: rows.map(toMarkChange) };
      return;
    }
    told += rows.length;
    if (told > toldMax) {
      yield { kind: 'anew', change: to };
      return;
    }
    position = { change: last.change, uid: last.uid };
    // More of this number may follow: who comes back with the one before gets it whole.
    yield { kind: 'changed', change: last.change - 1, marks: rows.map(toMarkChange) };
  }
}

async function readPage(
  { sql: db }: Pick<Database, 'sql'>,
  { from, to, connections }: { from: ChangePosition; to: number; connections: readonly string[] },
): Promise<ChangedRow[]> {
  const after =
    from.uid === undefined
      ? sql<boolean>`m.change > ${from.change}`
      : sql<boolean>`(m.change > ${from.change} or (m.change = ${from.change} and m.uid > ${from.uid}))`;
  // The vendor's first value stands in the copy of the record, as it was when the mark changed.
  const { rows } = await sql<ChangedRow>`
    select m.uid, m.change, m.state as mark_state, coalesce(m.record ->> 'status', 'new') as status, m.owner, m.owner_name,
      m.verdict, m.version, m.updated_at, m.updated_by, m.reopened_at, m.reopened_why
    from mark m
    where ${after} and m.change >= ${from.change} and m.change <= ${to} and m.connection = any(${connections}::text[])
    order by m.change, m.uid limit ${pageRows}`.execute(db);
  return rows;
}

const toMarkChange = (row: ChangedRow): MarkChange => ({ uid: row.uid, change: row.change, mark: toMark(row) });
