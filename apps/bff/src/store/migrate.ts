import { Kysely, PostgresDialect, sql } from 'kysely';
import type { Log } from '../log.ts';
import { toAddress } from './address.ts';
import { advisoryLocks } from './advisory-locks.ts';
import { prepareAppRole } from './app-role.ts';
import { toClientConfig } from './client-config.ts';
import { DatabaseError, toDatabaseError } from './failure.ts';
import { type Migration, toChecksum, toNumber } from './migration.ts';
import { migrations as ours } from './migrations/index.ts';
import { createPool } from './pool.ts';
import type { SchemaMigrationTable, SchemaTables } from './schema-tables.ts';

const versionMinDefault = 15;

/**
 * Brings the schema up to date, once, however many processes start together: the others wait and find it done. Runs
 * with the rights of the user in the URL, who owns the tables.
 * @throws DatabaseError for a server or a schema that this code does not know
 * @returns the names of what was applied
 */
export async function migrate({
  url,
  log,
  migrations = ours,
  versionMin = versionMinDefault,
}: {
  url: string;
  log?: Log;
  migrations?: readonly Migration[];
  /** Of Postgres. */
  versionMin?: number;
}): Promise<string[]> {
  const address = toAddress(url);
  const config = toClientConfig(url, { name: 'watchfloor migrate', statementTimeoutMs: 0 });
  // One session: the lock belongs to it, and a kill of this process gives it back.
  const pool = createPool({ ...config, max: 1 }, log);
  const db = new Kysely<SchemaTables>({ dialect: new PostgresDialect({ pool }) });
  try {
    return await db.connection().execute(async (session) => {
      await checkVersion(session, address.place, versionMin);
      await sql`select pg_advisory_lock(${advisoryLocks.migration})`.execute(session);
      try {
        await prepareAppRole(session, address);
        return await applyMissing(session, migrations, log);
      } finally {
        await sql`select pg_advisory_unlock(${advisoryLocks.migration})`.execute(session);
      }
    });
  } catch (error) {
    throw toDatabaseError(error, address) ?? error;
  } finally {
    await db.destroy();
  }
}

async function checkVersion(session: Kysely<SchemaTables>, place: string, versionMin: number): Promise<void> {
  const { rows } = await sql<{ version: string; encoding: string }>`
    select current_setting('server_version_num') as version, current_setting('server_encoding') as encoding
  `.execute(session);
  const major = Math.floor(Number(rows[0]?.version) / 10_000);
  if (major < versionMin) {
    throw new DatabaseError(
      'version',
      `The database at ${place} is Postgres ${major}. Watchfloor needs ${versionMin} or later.`,
    );
  }
  if (rows[0]?.encoding !== 'UTF8') {
    throw new DatabaseError(
      'version',
      `The database at ${place} keeps text as ${rows[0]?.encoding}. Watchfloor needs one that was created with encoding UTF8.`,
    );
  }
}

async function applyMissing(
  session: Kysely<SchemaTables>,
  migrations: readonly Migration[],
  log: Log | undefined,
): Promise<string[]> {
  await createHistory(session);
  const done = await session.selectFrom('schema_migration').selectAll().orderBy('number').execute();
  await checkHistory(done, migrations);
  const missing = migrations.slice(done.length);
  for (const migration of missing) {
    await session.transaction().execute((trx) => apply(trx, migration));
    log?.info('schema migrated', { migration: migration.name });
  }
  return missing.map(({ name }) => name);
}

/** All of them on an empty schema, inside of a transaction that has begun already. */
export async function applyInto(trx: Kysely<SchemaTables>, migrations: readonly Migration[]): Promise<void> {
  await createHistory(trx);
  for (const migration of migrations) await apply(trx, migration);
}

async function apply(trx: Kysely<SchemaTables>, migration: Migration): Promise<void> {
  const checksum = await toChecksum(migration);
  await migration.up(trx as unknown as Kysely<unknown>);
  await sql`insert into schema_migration (number, name, checksum)
    values (${toNumber(migration)}, ${migration.name}, ${checksum})`.execute(trx);
}

async function createHistory(session: Kysely<SchemaTables>): Promise<void> {
  await sql`
    create table if not exists schema_migration (
      number int primary key,
      name text not null,
      checksum text not null,
      applied bigint not null default (extract(epoch from clock_timestamp()) * 1000)::bigint
    )`.execute(session);
}

/** What the database has had must be what this code would have done, as far as it goes. */
async function checkHistory(done: readonly SchemaMigrationTable[], migrations: readonly Migration[]): Promise<void> {
  const newest = done.at(-1);
  if (newest !== undefined && done.length > migrations.length) {
    throw new DatabaseError(
      'schema',
      `The database has the schema of a newer Watchfloor (${newest.name}); this one knows ${migrations.at(-1)?.name ?? 'none'}. Start the newer one, or restore a backup from before the upgrade.`,
    );
  }
  for (const [index, row] of done.entries()) {
    const migration = migrations[index];
    const isSame =
      migration !== undefined &&
      row.number === toNumber(migration) &&
      row.name === migration.name &&
      row.checksum === (await toChecksum(migration));
    if (!isSame) {
      throw new DatabaseError(
        'schema',
        `The database has had the migration ${row.name} in another form than this Watchfloor has it (${migration?.name ?? 'none'}). It belongs to another version; nothing was changed.`,
      );
    }
  }
}
