import { sql, type Transaction } from 'kysely';
import type { Tables } from '../store/tables.ts';

/** Told to whoever waits for decisions: `{change, decided}`. */
export const marksChannel = 'watchfloor_marks';

/** With the commit of a decision: which change it was, and about how many findings. */
export async function tellMarks(trx: Transaction<Tables>, told: { change: number; decided: number }): Promise<void> {
  await sql`select pg_notify(${marksChannel}, ${JSON.stringify(told)})`.execute(trx);
}
