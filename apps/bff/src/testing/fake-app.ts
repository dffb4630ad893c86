import { type OpenConnection, vendors } from '@watchfloor/connectors';
import { type Problem, problemSchema } from '@watchfloor/contract';
import { type AppDeps, createApp } from '../app.ts';
import { createAuditDesk } from '../audit/audit-desk.ts';
import type { ProvisionedView } from '../config/view-settings.ts';
import { createConnectionBook } from '../connections/connection-book.ts';
import { createKeyRing } from '../connections/envelope.ts';
import { createConnectionAdmin } from '../connections/live-connection-admin.ts';
import { createStaticSite } from '../http/static-site.ts';
import { createLog } from '../log.ts';
import { createChangeFeed } from '../queue/change-feed.ts';
import { createGroupDesk } from '../queue/group-desk.ts';
import { createQueueDesk } from '../queue/queue-desk.ts';
import { createStreams, type StreamLimits } from '../queue/streams.ts';
import { createCursorSealer } from '../sources/cursor.ts';
import { createSourceDesk } from '../sources/live-source-desk.ts';
import type { Database } from '../store/database.ts';
import { createCoverageDesk } from '../sync/coverage-desk.ts';
import { createBulkDesk } from '../triage/bulk-desk.ts';
import { createTriageDesk } from '../triage/triage-desk.ts';
import { createLinkDesk } from '../views/link-desk.ts';
import { createViewDesk } from '../views/view-desk.ts';
import { fakeConnection } from './fake-source.ts';
import { operator } from './operator.ts';

export interface FakeAppOptions extends Partial<AppDeps> {
  connections?: OpenConnection[];
  deadlineMs?: number;
  /** Without one, whatever asks the database fails. */
  database?: Pick<Database, 'sql' | 'transaction'> & Partial<Pick<Database, 'listen'>>;
  provisioned?: readonly ProvisionedView[];
  streamLimits?: Partial<StreamLimits>;
}

/** The whole app over fake connections; what it logs is in `lines`. */
export function fakeApp({
  connections = [fakeConnection()],
  deadlineMs,
  database = noDatabase,
  provisioned = [],
  streamLimits = {},
  ...deps
}: FakeAppOptions = {}) {
  const lines: string[] = [];
  const now = deps.now ?? Date.now;
  const log = createLog((line) => lines.push(line), now);
  const book = createConnectionBook(log);
  for (const open of connections) book.put({ ...open, account: open.id, clientKey: open.id, open: () => open });
  const sealer = createCursorSealer(new Uint8Array(32).fill(7), now);
  const desk = createSourceDesk({ book, sealer, now, ...(deadlineMs !== undefined && { deadlineMs }) });
  const views = createViewDesk({
    database,
    provisioned,
    connectionsFor: (access) => desk.catalogue(access).connections,
  });
  const connectionAdmin = createConnectionAdmin({
    database,
    book,
    sync: { refresh: () => Promise.resolve(), shadowed: () => new Set() },
    configured: [],
    vendors,
    rules: { allowOrigins: [], allowPrivate: [] },
    ring: createKeyRing([new Uint8Array(32).fill(7)]),
    canKeepSecrets: true,
    log,
    now,
  });
  const queue = createQueueDesk({ database, book, sync: { watch: () => undefined }, sealer, days: 7, now });
  const listening = {
    get sql() {
      return database.sql;
    },
    listen: database.listen ?? noDatabase.listen,
  };
  const feed = createChangeFeed({ database: listening, log });
  const streams = createStreams({
    feed,
    database,
    book,
    lookAtSession: (token) => deps.identity?.sessions.look(token) ?? Promise.resolve(undefined),
    log,
    limits: streamLimits,
  });
  const app = createApp({
    desk,
    coverage: createCoverageDesk({
      database,
      book,
      sync: { watch: () => undefined, wake: () => Promise.resolve() },
      days: 7,
      now,
    }),
    queue,
    groups: createGroupDesk({ database, book, sealer, now }),
    streams,
    triage: createTriageDesk({ database, now }),
    bulk: createBulkDesk({
      database,
      matchOf: queue.matchOf,
      visibleTo: () => connections.map(({ id }) => id),
      runner: { wake: () => undefined },
      now,
    }),
    connectionAdmin,
    views,
    links: createLinkDesk(database),
    audit: createAuditDesk({ database, sealKeys: [], readHeads: () => Promise.resolve([]), now }),
    site: createStaticSite('/nonexistent'),
    metrics: { families: () => [], token: undefined },
    log,
    now,
    requestRules: {},
    whyNotReady: () => undefined,
    ...(!deps.identity && { principal: operator }),
    ...deps,
  });
  return { app, desk, book, lines, streams, feed };
}

const noDatabase: Pick<Database, 'sql' | 'transaction' | 'listen'> = {
  get sql(): never {
    throw new Error('This test has no database.');
  },
  transaction: () => Promise.reject(new Error('This test has no database.')),
  listen: () => Promise.reject(new Error('This test has no database.')),
};

/** What a page of ours sends; `host` is what Node's server would have seen. */
export const ownPageHeaders = { host: 'localhost', 'sec-fetch-site': 'same-origin' };

interface OwnPageInit {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Asks as a page of ours would. */
export function asOwnPage(path: string, init: OwnPageInit = {}): Request {
  return new Request(`http://localhost${path}`, { ...init, headers: { ...ownPageHeaders, ...init.headers } });
}

/** The response's problem, checked against the contract. */
export async function readProblem(response: Response): Promise<Problem> {
  return problemSchema.parse(await response.json());
}
