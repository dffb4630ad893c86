import { sql, type Transaction } from 'kysely';
import { type Log, toLogFields } from '../log.ts';
import { advisoryLocks } from '../store/advisory-locks.ts';
import type { Database } from '../store/database.ts';
import type { Tables } from '../store/tables.ts';

export const dayMs = 86_400_000;
const spentDays = 7;

interface KeepDays {
  database: Pick<Database, 'transaction'>;
  /** How many are kept. */
  days: number;
  log: Log;
  now: number;
}

/** Makes the days that are written to, and drops those that are too old, with what is in them. */
export async function keepDays({ database, days, log, now }: KeepDays): Promise<void> {
  const today = Math.floor(now / dayMs);
  await database.transaction(async (trx) => {
    await sql`select pg_advisory_xact_lock(${advisoryLocks.findingDays})`.execute(trx);
    await sql`select keep_finding_days(${today - days - 1}::int, ${today + 2}::int)`.execute(trx);
  });
  try {
    await dropDays({ database, days, log, now });
  } catch (error) {
    // The next hour tries again; what is too old may be there for a while.
    log.warn('old findings not dropped', toLogFields(error));
  }
}

async function dropDays({ database, days, log, now }: KeepDays): Promise<void> {
  const today = Math.floor(now / dayMs);
  const oldest = now - days * dayMs;
  await database.transaction(async (trx) => {
    // Whoever looks at a day that goes is not made to wait for long, nor is anybody behind.
    await sql`set local lock_timeout = '2s'`.execute(trx);
    await sql`select pg_advisory_xact_lock(${advisoryLocks.findingDays})`.execute(trx);
    // As whoever keeps a page: first the list, then its findings.
    await sql`select from source_state order by connection, resource for update`.execute(trx);
    await uncover(trx, today - days - 1);
    const { rows } = await sql<{ gone_connection: string; gone_resource: string; gone: number }>`
      select * from drop_finding_days(${today - days - 1}::int, ${now})`.execute(trx);
    for (const { gone_connection, gone_resource, gone } of rows) {
      await sql`
        update source_state set findings = greatest(0, findings - ${gone})
        where connection = ${gone_connection} and resource = ${gone_resource}`.execute(trx);
      log.info('old findings dropped', { connection: gone_connection, resource: gone_resource, findings: gone });
    }
    // Where nothing was found, nothing goes that would take it along.
    await sql`delete from source_coverage where to_at < ${oldest} and read_at < ${oldest}`.execute(trx);
    await sql`delete from outbound_spent where hour < ${now - spentDays * dayMs}`.execute(trx);
    await sql`delete from read_task where asked_at < ${now - spentDays * dayMs}`.execute(trx);
  });
}

interface Lost {
  connection: string;
  resource: string;
  first: number;
  last: number;
}

/** Where findings go, nothing counts as read any more: they lie where they were put first, however lately they were read. */
async function uncover(trx: Transaction<Tables>, beforeDay: number): Promise<void> {
  const { rows } = await sql<Lost>`
    select connection, resource, min(happened) as first, max(happened) as last
    from finding where at < ${beforeDay * dayMs} and happened is not null
    group by connection, resource, happened / ${dayMs}`.execute(trx);
  for (const { connection, resource, first, last } of rows) {
    await sql`
      with cut as (
        delete from source_coverage
        where connection = ${connection} and resource = ${resource} and to_at >= ${first} and from_at <= ${last}
        returning from_at, to_at, read_at)
      insert into source_coverage (connection, resource, from_at, to_at, read_at)
      select ${connection}, ${resource}, from_at, ${first}::bigint - 1, read_at from cut where from_at < ${first}
      union all
      select ${connection}, ${resource}, ${last}::bigint + 1, to_at, read_at from cut where to_at > ${last}`.execute(
      trx,
    );
  }
}
