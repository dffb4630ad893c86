import { createWriteStream, existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { toAddress } from '../address.ts';
import { toClientConfig } from '../client-config.ts';
import { toCode, toDatabaseError } from '../failure.ts';
import { BackupError, encodeFrames, type Frame } from './format.ts';
import { listSequences, listTables } from './tables.ts';

export interface BackupSummary {
  tables: number;
  rows: number;
}

/**
 * Writes everything that is kept into one new file, as it was at one moment, while the server goes on. Secrets are in
 * it as they are in the database: sealed. Sessions and sign-in links are left out.
 * @param url of the tables' owner
 * @throws BackupError when the file exists or cannot be written, DatabaseError when the database cannot be read
 */
export async function writeBackup(url: string, file: string): Promise<BackupSummary> {
  if (existsSync(file)) throw new BackupError(`${file} exists already. Name a new file.`);
  const part = `${file}.part`;
  const client = new pg.Client(toClientConfig(url, { name: 'watchfloor backup', statementTimeoutMs: 0 }));
  client.on('error', () => undefined);
  const summary: BackupSummary = { tables: 0, rows: 0 };
  try {
    await client.connect();
    await client.query('begin transaction isolation level repeatable read read only');
    await (await open(part, 'w', 0o600)).close();
    const bytes = Readable.from(encodeFrames(readDatabase(client, summary)));
    await pipeline(bytes, createGzip(), createWriteStream(part, { flush: true }));
    await client.query('commit');
    await rename(part, file);
    return summary;
  } catch (error) {
    await rm(part, { force: true });
    const code = toCode(error);
    if (error instanceof Error && 'path' in error && code) {
      throw new BackupError(`${file} cannot be written (${code}).`, error);
    }
    throw toDatabaseError(error, toAddress(url)) ?? error;
  } finally {
    await client.end();
  }
}

async function* readDatabase(client: pg.Client, summary: BackupSummary): AsyncGenerator<Frame> {
  const migrations = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from schema_migration order by number',
  );
  const taken = new Date().toISOString();
  yield { type: 'H', header: { format: 'watchfloor backup', version: 1, taken, migrations: migrations.rows } };
  for (const table of await listTables(client)) {
    yield { type: 'T', table };
    const stream = client.query(copyTo(`copy ${toTarget(table)} to stdout`));
    for await (const data of stream as AsyncIterable<Buffer>) yield { type: 'D', data };
    yield { type: 'E', rows: stream.rowCount };
    summary.tables += 1;
    summary.rows += stream.rowCount;
  }
  yield { type: 'S', sequences: await listSequences(client) };
}

export const toTarget = ({ name, columns }: { name: string; columns: readonly string[] }) =>
  `${pg.escapeIdentifier(name)} (${columns.map((column) => pg.escapeIdentifier(column)).join(', ')})`;
