import type { Unreadable } from '@watchfloor/contract';
import { sql, type Transaction } from 'kysely';
import type { Tables } from '../store/tables.ts';
import { hash, type KeptRow, toKeptText } from './kept-row.ts';
import { pack } from './raw-bytes.ts';

interface Place {
  connection: string;
  resource: string;
}

/** A record that cannot be read for so long is not unreadable by accident. */
const staysMs = 60_000;

/**
 * What cannot be read now may be a mishap of this one answer: only what stays so for a while is how the record is.
 * @returns whether all of them have stayed so
 */
export async function keepUnreadable(
  trx: Transaction<Tables>,
  { connection, resource }: Place,
  { unreadable, readAt }: { unreadable: readonly Unreadable[]; readAt: number },
): Promise<boolean> {
  let haveStayed = true;
  const once = new Map(unreadable.map((record) => [hash(record.raw).toString('hex'), record]));
  for (const [digest, { reason, raw, bytes }] of once) {
    const { rows } = await sql<{ first_read_at: number }>`
      insert into finding_unreadable (connection, resource, hash, reason, raw, bytes, first_read_at, read_at)
      values (${connection}, ${resource}, decode(${digest}, 'hex'), ${toKeptText(reason)}, ${await pack(raw)}, ${bytes},
        ${readAt}, ${readAt})
      on conflict (connection, resource, hash) do update set read_at = excluded.read_at
      returning first_read_at`.execute(trx);
    haveStayed &&= rows.every((row) => row.first_read_at <= readAt - staysMs);
  }
  return haveStayed;
}

/**
 * A record that lost its time in a mishap may have lost what it is told by as well: it came as another one.
 * @returns whether all that have no time were kept before, and for a while
 */
export async function areUndatedSettled(
  trx: Transaction<Tables>,
  kept: readonly KeptRow[],
  readAt: number,
): Promise<boolean> {
  const uids = kept.filter(({ record }) => record.happened === null).map(({ uid }) => uid);
  if (uids.length === 0) return true;
  const { rows } = await sql`
    select from finding where uid = any(${uids}) and first_read_at <= ${readAt - staysMs}`.execute(trx);
  return rows.length === uids.length;
}

/** After everything was read whole: what was not among it is readable by now, or gone. */
export async function forgetUnreadable(
  trx: Transaction<Tables>,
  { connection, resource }: Place,
  before: number,
): Promise<void> {
  await sql`
    delete from finding_unreadable
    where connection = ${connection} and resource = ${resource} and read_at < ${before}`.execute(trx);
}
