import type { Interval } from '@watchfloor/contract';
import type { Transaction } from 'kysely';
import type { Tables } from '../store/tables.ts';
import { cover } from './coverage.ts';
import { toInterval } from './tables.ts';

/** Adds what was read whole to what is covered. Whoever calls holds the list. */
export async function keepCoverage(
  trx: Transaction<Tables>,
  { connection, resource }: { connection: string; resource: string },
  covered: Interval,
  readAt: number,
): Promise<void> {
  const before = await trx
    .selectFrom('source_coverage')
    .select(['from_at', 'to_at', 'read_at'])
    .where('connection', '=', connection)
    .where('resource', '=', resource)
    .orderBy('from_at')
    .execute();
  const after = cover(before.map(toInterval), { ...covered, readAt }, readAt);
  const written = after.map(({ from, to, readAt: at }) => ({ from_at: from, to_at: to, read_at: at }));
  const isIn = (rows: readonly (typeof written)[number][]) => {
    const keys = new Set(rows.map(({ from_at, to_at, read_at }) => `${from_at} ${to_at} ${read_at}`));
    return (row: (typeof written)[number]) => keys.has(`${row.from_at} ${row.to_at} ${row.read_at}`);
  };
  const stale = before.filter((row) => !isIn(written)(row));
  const fresh = written.filter((row) => !isIn(before)(row));
  if (stale.length > 0) {
    await trx
      .deleteFrom('source_coverage')
      .where('connection', '=', connection)
      .where('resource', '=', resource)
      .where(
        'from_at',
        'in',
        stale.map(({ from_at }) => from_at),
      )
      .execute();
  }
  if (fresh.length > 0) {
    await trx
      .insertInto('source_coverage')
      .values(fresh.map((row) => ({ connection, resource, ...row })))
      .execute();
  }
}
