import type { FilterValues } from '@watchfloor/contract';
import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { type Passes, type Trouble, toInterval } from './tables.ts';

/** What a reader begins with. */
export interface ReadState {
  headAt: number | null;
  passes: Passes;
  trouble: Trouble | null;
}

type Filters = Record<string, FilterValues>;

interface Place {
  connection: string;
  resource: string;
}

/**
 * Makes sure that what is kept was read from this account by this rule and these settings; else it begins anew, for it
 * proves nothing.
 * @param settings names them all: some say what becomes of a record
 * @returns undefined where the lease is no longer the caller's
 */
export function beginSource(
  { transaction }: Pick<Database, 'transaction'>,
  {
    connection,
    resource,
    fence,
    account,
    filters,
    settings,
  }: Place & { fence: number; account: string; filters: Filters; settings: string },
): Promise<ReadState | undefined> {
  const rule = JSON.stringify([filters, settings]);
  return transaction(async (trx) => {
    const lease = await sql`
      select from sync_lease where connection = ${connection} and fence = ${fence} for share`.execute(trx);
    if (lease.rows.length === 0) return undefined;
    await sql`
      insert into source_state (connection, resource, account, rule) values (${connection}, ${resource}, ${account}, ${rule})
      on conflict (connection, resource) do nothing`.execute(trx);
    const state = await trx
      .selectFrom('source_state')
      .select(['account', 'rule', 'head_at', 'passes', 'trouble'])
      .where('connection', '=', connection)
      .where('resource', '=', resource)
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (state.account === account && state.rule === rule) {
      return { headAt: state.head_at, passes: state.passes, trouble: state.trouble };
    }
    await forgetProof(trx, { connection, resource });
    if (state.account === account) await dropUnwanted(trx, { connection, resource }, filters);
    else await dropFindings(trx, { connection, resource });
    await sql`
      update source_state set account = ${account}, rule = ${rule}, head_at = null, passes = '{}', trouble = null,
        filled_rows = 0, filled_ms = 0, filling_ms = 0,
        findings = (select count(*) from finding where connection = ${connection} and resource = ${resource})
      where connection = ${connection} and resource = ${resource}`.execute(trx);
    return { headAt: null, passes: {}, trouble: null };
  });
}

type Trx = Parameters<Parameters<Database['transaction']>[0]>[0];

async function forgetProof(trx: Trx, { connection, resource }: Place): Promise<void> {
  for (const table of ['finding_unreadable', 'source_coverage']) {
    await sql`
      delete from ${sql.table(table)} where connection = ${connection} and resource = ${resource}`.execute(trx);
  }
}

/** Rows of another account are not this connection's. */
async function dropFindings(trx: Trx, { connection, resource }: Place, which = sql`true`): Promise<void> {
  for (const table of ['finding_change', 'finding_raw']) {
    await sql`
      delete from ${sql.table(table)} t using finding f
      where f.uid = t.uid and f.connection = ${connection} and f.resource = ${resource} and ${which}`.execute(trx);
  }
  await sql`
    delete from finding f where f.connection = ${connection} and f.resource = ${resource} and ${which}`.execute(trx);
}

/** What the rule no longer takes for a finding. What it takes since is read, for nothing counts as covered. */
async function dropUnwanted(trx: Trx, place: Place, filters: Filters): Promise<void> {
  for (const [name, { include, exclude }] of Object.entries(filters)) {
    if (name !== 'event_type' || include.length > 0) throw new Error(`Findings cannot be told apart by ${name} here.`);
    const types = exclude.map((type) => type.trim().toLowerCase());
    await dropFindings(trx, place, sql`lower(trim(f.event_type)) = any(${types})`);
  }
}

/** Oldest first. */
export async function readCoverage({ sql: db }: Pick<Database, 'sql'>, { connection, resource }: Place) {
  const rows = await db
    .selectFrom('source_coverage')
    .select(['from_at', 'to_at', 'read_at'])
    .where('connection', '=', connection)
    .where('resource', '=', resource)
    .orderBy('from_at')
    .execute();
  return rows.map(toInterval);
}

const errorsMax = 50;

/** Says what stands in the way of reading, and keeps it among the connection's errors. */
export function noteTrouble(
  { transaction }: Pick<Database, 'transaction'>,
  { connection, resource }: Place,
  trouble: Trouble,
  at: number,
): Promise<void> {
  const { code, message } = trouble;
  return transaction(async (trx) => {
    await sql`
      update source_state set trouble = ${JSON.stringify(trouble)}::json
      where connection = ${connection} and resource = ${resource}`.execute(trx);
    const last = await sql<{ id: number; code: string; message: string }>`
      select id, code, message from sync_error
      where connection = ${connection} and resource = ${resource} order by last_at desc, id desc limit 1`.execute(trx);
    const [same] = last.rows.filter((row) => row.code === code && row.message === message);
    if (same) {
      await sql`update sync_error set last_at = ${at}, count = count + 1 where id = ${same.id}`.execute(trx);
      return;
    }
    await sql`
      insert into sync_error (connection, resource, code, message, first_at, last_at)
      values (${connection}, ${resource}, ${code}, ${message}, ${at}, ${at})`.execute(trx);
    await sql`
      delete from sync_error where connection = ${connection} and id not in
        (select id from sync_error where connection = ${connection} order by last_at desc, id desc limit ${errorsMax})
    `.execute(trx);
  });
}

export async function clearTrouble({ sql: db }: Pick<Database, 'sql'>, { connection, resource }: Place): Promise<void> {
  await sql`
    update source_state set trouble = null
    where connection = ${connection} and resource = ${resource} and trouble is not null`.execute(db);
}
