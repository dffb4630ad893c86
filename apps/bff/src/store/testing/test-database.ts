import { inject } from 'vitest';
import { createLog, type Log } from '../../log.ts';
import { type Database, openDatabase } from '../database.ts';

export interface TestDatabase extends Database {
  /** As the server's superuser, who owns the tables of this database: what no application may be. */
  url: string;
}

export const silent: Log = createLog(() => undefined);

/** A database of one's own with the schema in place, on a real Postgres. Closing drops it. */
export async function createTestDatabase({ log = silent }: { log?: Log } = {}): Promise<TestDatabase> {
  const { url, drop } = await createDatabase('');
  const database = await openDatabase({ url, log });
  return {
    ...database,
    url,
    async close() {
      await database.close();
      await drop();
    },
  };
}

/** Without a schema: for tests of migrations and of restoring. */
export const createEmptyDatabase = () => createDatabase('empty');

async function createDatabase(kind: '' | 'empty'): Promise<{ url: string; drop(): Promise<void> }> {
  const at = inject('testDatabases');
  const response = await fetch(new URL(kind, at), { method: 'POST' });
  const url = await response.text();
  if (!response.ok) throw new Error(`No test database: ${url}`);
  const name = new URL(url).pathname.slice(1);
  return {
    url,
    async drop() {
      const answer = await fetch(new URL(name, at), { method: 'DELETE' });
      if (!answer.ok) throw new Error(`The test database ${name} was not dropped: ${await answer.text()}`);
    },
  };
}
