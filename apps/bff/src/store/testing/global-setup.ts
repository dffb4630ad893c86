import type { TestProject } from 'vitest/node';
import { startTestServer } from './test-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    testDatabases: string;
  }
}

/** For every test run: only a socket, until a test asks for a database. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer(process.env.WATCHFLOOR_TEST_DATABASE_URL);
  project.provide('testDatabases', server.url);
  return () => server.close();
}
