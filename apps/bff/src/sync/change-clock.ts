import { sql, type Transaction } from 'kysely';
import type { Tables } from '../store/tables.ts';

/** From here to the commit, nobody else writes findings or marks. Before any of their rows is locked. */
export async function nextChange(trx: Transaction<Tables>): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    update change_clock set number = number + 1 returning number`.execute(trx);
  const [row] = rows;
  if (!row) throw new Error('There is no change clock.');
  return row.number;
}
