import { afterAll, afterEach, beforeAll } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../store/testing/test-database.ts';
import { type ConnectionsApp, type ConnectionsAppOptions, startConnectionsApp } from './connections-app.ts';

export interface Servers {
  /** From the first hook on. */
  readonly database: TestDatabase;
  start(options?: Omit<ConnectionsAppOptions, 'url'>): Promise<ConnectionsApp>;
}

/** For the tests of one file: servers on a database of their own. Each test begins without a server or a connection. */
export function useServers(): Servers {
  let database: TestDatabase;
  const opened: ConnectionsApp[] = [];
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    for (const app of opened.splice(0)) await app.close();
    await database.sql.deleteFrom('connection').execute();
  });
  afterAll(() => database.close());
  return {
    get database() {
      return database;
    },
    async start(options) {
      const app = await startConnectionsApp({ url: database.url, ...options });
      opened.push(app);
      return app;
    },
  };
}
