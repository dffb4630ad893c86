import { once } from 'node:events';
import { Kysely, PostgresDialect, type PostgresPool, type Transaction } from 'kysely';
import pg from 'pg';
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams';
import { toAddress } from '../address.ts';
import { advisoryLocks } from '../advisory-locks.ts';
import { prepareAppRole } from '../app-role.ts';
import { writeAudit } from '../audit/write.ts';
import { toClientConfig } from '../client-config.ts';
import { toDatabaseError } from '../failure.ts';
import { applyInto } from '../migrate.ts';
import { type Migration, toChecksum } from '../migration.ts';
import { migrations as ours } from '../migrations/index.ts';
import type { Tables } from '../tables.ts';
import { toTarget } from './backup.ts';
import {
  BackupError,
  type BackupHeader,
  type BackupSequence,
  type BackupTable,
  type Frame,
  readFrames,
} from './format.ts';
import { listTables } from './tables.ts';

export interface RestoreSummary {
  /** When the backup was taken. */
  taken: string;
  tables: number;
  rows: number;
}

/**
 * Puts a backup into a database: all of it, or nothing is changed. The schema becomes the one of the backup; what is
 * newer is applied afterwards, by the caller.
 * @param url of the owner of what will be there
 * @param replace removes what is there; without it the database has to be empty
 * @throws BackupError for a file that is damaged or from a newer version, or a database that is in use
 */
export async function restoreBackup(
  url: string,
  file: string,
  { replace, migrations = ours }: { replace: boolean; migrations?: readonly Migration[] },
): Promise<RestoreSummary> {
  // Once to its end before anything else: a file that is cut is refused at once, and not after an hour.
  const header = await checkBackup(file, migrations);
  const client = new pg.Client(toClientConfig(url, { name: 'watchfloor restore', statementTimeoutMs: 0 }));
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [advisoryLocks.migration]);
    await makeRoom(client, replace);
    const db = toKysely(client);
    await prepareAppRole(db, toAddress(url));
    await applyInto(db, migrations.slice(0, header.migrations.length));
    const summary = await fill(client, file, header);
    await writeAudit(db as unknown as Transaction<Tables>, {
      actor: { kind: 'command', name: 'watchfloor restore' },
      action: 'database.restore',
      detail: { ...summary, replaced: replace },
    });
    await client.query('commit');
    return summary;
  } catch (error) {
    throw error instanceof BackupError ? error : (toDatabaseError(error, toAddress(url)) ?? error);
  } finally {
    // Uncommitted, it is rolled back with the session.
    await client.end();
  }
}

/** @throws BackupError for a file that cannot be restored by this version */
export async function checkBackup(file: string, migrations: readonly Migration[] = ours): Promise<BackupHeader> {
  let header: BackupHeader | undefined;
  for await (const frame of readFrames(file)) if (frame.type === 'H') header = frame.header;
  if (header?.format !== 'watchfloor backup') throw new BackupError(`${file} is no backup of Watchfloor.`);
  if (header.version !== 1 || header.migrations.length > migrations.length) {
    const newest = header.migrations.at(-1)?.name ?? 'none';
    throw new BackupError(`${file} was made by a newer Watchfloor (${newest}). Restore it with that one.`);
  }
  for (const [index, { name, checksum }] of header.migrations.entries()) {
    const migration = migrations[index];
    if (migration?.name === name && (await toChecksum(migration)) === checksum) continue;
    throw new BackupError(
      `${file} has the migration ${name} in another form than this Watchfloor. It is of another version.`,
    );
  }
  return header;
}

async function makeRoom(client: pg.Client, replace: boolean): Promise<void> {
  const others = await client.query<{ pid: number; name: string }>(`
    select pid, application_name as name from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and application_name like 'watchfloor%'`);
  if (others.rows.length > 0) {
    throw new BackupError('A Watchfloor uses this database. Stop it first, on every machine, then restore.');
  }
  const tables = await client.query(
    `select from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
  );
  if (tables.rowCount === 0) return;
  if (!replace) {
    throw new BackupError(
      'The database is not empty. With --replace everything in it is removed and the backup takes its place.',
    );
  }
  await client.query('drop schema public cascade');
  await client.query('create schema public');
}

async function fill(client: pg.Client, file: string, { taken }: BackupHeader): Promise<RestoreSummary> {
  const there = await listTables(client);
  const names = there.map(({ name }) => pg.escapeIdentifier(name));
  // They write rows of their own (the audit log's among them), and those are in the backup already.
  for (const name of names) await client.query(`alter table ${name} disable trigger user`);
  if (names.length > 0) await client.query(`truncate ${names.join(', ')} cascade`);
  const summary: RestoreSummary = { taken, tables: 0, rows: 0 };
  let copy: CopyStreamQuery | undefined;
  for await (const frame of readFrames(file)) {
    if (frame.type === 'T') copy = begin(client, frame.table, there);
    else if (frame.type === 'D') await write(copy, frame.data);
    else if (frame.type === 'E') {
      summary.rows += await finish(copy, frame);
      summary.tables += 1;
      copy = undefined;
    } else if (frame.type === 'S') await setSequences(client, frame.sequences);
  }
  for (const name of names) await client.query(`alter table ${name} enable trigger user`);
  return summary;
}

function begin(client: pg.Client, table: BackupTable, there: readonly BackupTable[]): CopyStreamQuery {
  const known = there.find(({ name }) => name === table.name);
  if (known === undefined || table.columns.some((column) => !known.columns.includes(column))) {
    throw new BackupError(`The backup has a table "${table.name}" that its version of the schema has not.`);
  }
  const copy = client.query(copyFrom(`copy ${toTarget(table)} from stdin`));
  // It comes out where the next piece is written, or at the end.
  copy.on('error', () => undefined);
  return copy;
}

async function write(copy: CopyStreamQuery | undefined, data: Buffer): Promise<void> {
  if (copy === undefined) throw new BackupError('The backup has rows outside of a table.');
  if (copy.errored) throw copy.errored;
  if (!copy.write(data)) await Promise.race([once(copy, 'drain'), once(copy, 'close')]);
}

async function finish(copy: CopyStreamQuery | undefined, { rows }: Extract<Frame, { type: 'E' }>): Promise<number> {
  if (copy === undefined) throw new BackupError('The backup ends a table that it has not begun.');
  const done = Promise.withResolvers<void>();
  copy.once('finish', done.resolve).once('error', done.reject);
  if (copy.errored) throw copy.errored;
  copy.end();
  await done.promise;
  if (copy.rowCount !== rows)
    throw new BackupError(`The backup has ${rows} rows for a table that took ${copy.rowCount}.`);
  return rows;
}

async function setSequences(client: pg.Client, sequences: readonly BackupSequence[]): Promise<void> {
  for (const { name, last, called } of sequences) {
    await client.query(
      `select setval(oid::regclass, $2, $3) from pg_class
      where relkind = 'S' and relnamespace = 'public'::regnamespace and relname = $1`,
      [name, last, called],
    );
  }
}

/** Kysely's statements on our one session, inside of our transaction. */
function toKysely(client: pg.Client): Kysely<Tables> {
  const lent: unknown = Object.assign(client, { release: () => undefined });
  const pool = { connect: () => Promise.resolve(lent), end: () => Promise.resolve() } as PostgresPool;
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}
