import type { CallObserver, OutboundDeps } from '@watchfloor/connectors';
import type { Access } from '@watchfloor/contract';
import { createApp } from './app.ts';
import { createAuditDesk } from './audit/audit-desk.ts';
import { withKeptKey } from './config/kept-key.ts';
import { createRangeCheck } from './config/network.ts';
import type { Config } from './config.ts';
import { composeConnections } from './connections/compose-connections.ts';
import { type ConnectionBook, createConnectionBook } from './connections/connection-book.ts';
import { addConfigured } from './connections/from-config.ts';
import { createStaticSite } from './http/static-site.ts';
import { createIdentity, type Identity } from './identity/identity.ts';
import { createSharedLedger } from './limits/shared-ledger.ts';
import { createSpending, type Spending } from './limits/spending.ts';
import type { Log } from './log.ts';
import { type ConnectionMetrics, createConnectionMetrics } from './metrics/connection-metrics.ts';
import { createProcessMetrics } from './metrics/process-metrics.ts';
import { createSyncMetrics } from './metrics/sync-metrics.ts';
import { createChangeFeed } from './queue/change-feed.ts';
import { createGroupDesk } from './queue/group-desk.ts';
import { createQueueDesk } from './queue/queue-desk.ts';
import { createStreams } from './queue/streams.ts';
import { toVisible } from './queue/visible.ts';
import { createCursorSealer } from './sources/cursor.ts';
import { createSourceDesk } from './sources/live-source-desk.ts';
import { readHeads } from './store/audit/heads.ts';
import { toSealKey } from './store/audit/seal.ts';
import { startSealing } from './store/audit/start-sealing.ts';
import { type OpenStore, openStore } from './store/open-store.ts';
import { createCoverageDesk } from './sync/coverage-desk.ts';
import { startSearchIndex } from './sync/search-index.ts';
import { startSync } from './sync/sync.ts';
import { createBulkDesk } from './triage/bulk-desk.ts';
import { startBulkRunner } from './triage/bulk-runner.ts';
import { createTriageDesk } from './triage/triage-desk.ts';
import { createLinkDesk } from './views/link-desk.ts';
import { createViewDesk } from './views/view-desk.ts';

export interface Composed {
  app: ReturnType<typeof createApp>;
  identity: Identity;
  /** From now on not ready; ends every vendor call, releases the sockets, and closes the database. */
  close(): Promise<void>;
}

/** @throws ConfigError when a connection's settings cannot work, DatabaseError when the database cannot be used */
export async function compose(given: Config, log: Log, now: () => number = Date.now): Promise<Composed> {
  const book = createConnectionBook(log);
  let store: OpenStore | undefined;
  const databaseOrThrow = () => {
    if (!store) throw new Error('The database is not open yet.');
    return store.database;
  };
  const ledgerFor = createSharedLedger(databaseOrThrow);
  const metrics = createConnectionMetrics();
  const spending = createSpending(databaseOrThrow, log, now);
  const outbound = { ledgerFor, observerFor: (id: string) => joinObservers(metrics, spending, id) };
  addConfigured(book, given.connections, { network: given.network, outbound, now });
  // What is wrong with the settings is known by now: this takes the longest.
  store = await openStore({ settings: given.store, log });
  try {
    return await composeOn(store, withKeptKey(given), { book, outbound, metrics, spending, log, now });
  } catch (error) {
    await book.close();
    await store.close();
    throw error;
  }
}

async function composeOn(
  { database, close }: OpenStore,
  config: Config,
  {
    book,
    outbound,
    metrics,
    spending,
    log,
    now,
  }: {
    book: ConnectionBook;
    outbound: OutboundDeps;
    metrics: ConnectionMetrics;
    spending: Spending;
    log: Log;
    now(): number;
  },
): Promise<Composed> {
  const connections = await composeConnections(config, { database, book, outbound, log, now });
  const site = createStaticSite(config.webRoot);
  const sealer = createCursorSealer(config.masterKey, now);
  const desk = createSourceDesk({ book, sealer, now });
  const { days } = config.findings;
  const syncMetrics = createSyncMetrics({ database, days, log, now });
  const world = config.identity.demo ? String(now()) : '';
  const sync = await startSync({ database, book, days, world, onKept: syncMetrics.kept, log, now });
  const queue = createQueueDesk({ database, book, sync, sealer, days, now });
  const visibleTo = (access: Access) => toVisible(book, access).map(({ id }) => id);
  const searchIndex = startSearchIndex({ database, log });
  const bulkRunner = startBulkRunner({ database, visibleTo, log, now });
  const endSealing = startSealing(config, database, log);
  const views = createViewDesk({
    database,
    provisioned: config.views,
    connectionsFor: (access) => desk.catalogue(access).connections,
  });
  const links = createLinkDesk(database);
  const audit = createAuditDesk({
    database,
    sealKeys: config.masterKeyIsRandom ? [] : [config.masterKey, ...config.olderMasterKeys].map(toSealKey),
    readHeads: () => readHeads(config.store.dataDir),
    now,
  });
  const identity = createIdentity({ database, masterKey: config.masterKey, settings: config.identity, log, now });
  const feed = createChangeFeed({ database, log });
  const streams = createStreams({ feed, database, book, lookAtSession: identity.sessions.look, log });
  const processMetrics = createProcessMetrics(database.sessions);
  let closing = false;
  const whyNotReady = async () => {
    if (closing) return 'Watchfloor is stopping.';
    if (!site.isPresent()) return `The pages are not built: ${config.webRoot} has no index.html.`;
    return database.whyUnreachable();
  };
  const requestRules = { publicOrigin: config.server.publicOrigin };
  const isTrustedProxy = createRangeCheck(config.server.trustedProxies);
  return {
    identity,
    app: createApp({
      desk,
      coverage: createCoverageDesk({ database, book, sync, days, now }),
      queue,
      groups: createGroupDesk({ database, book, sealer, now }),
      streams,
      triage: createTriageDesk({ database, now }),
      bulk: createBulkDesk({ database, matchOf: queue.matchOf, visibleTo, runner: bulkRunner, now }),
      connectionAdmin: connections.admin,
      views,
      links,
      audit,
      identity,
      metrics: {
        families: async () => [
          ...metrics.families(),
          ...(await syncMetrics.families(sync.reads())),
          ...streams.families(),
          ...processMetrics.families(),
        ],
        token: config.metrics.token,
      },
      site,
      log,
      now,
      requestRules,
      isTrustedProxy,
      whyNotReady,
    }),
    async close() {
      closing = true;
      streams.close();
      identity.close();
      processMetrics.close();
      desk.close();
      await bulkRunner.close();
      await searchIndex.close();
      await sync.close();
      await connections.close();
      await book.close();
      await spending.close();
      await endSealing();
      await feed.close();
      await close();
    },
  };
}

function joinObservers(metrics: ConnectionMetrics, spending: Spending, id: string): CallObserver {
  const observer = metrics.observerFor(id);
  const { waited } = spending.observerFor(id);
  return {
    ...observer,
    waited(lane, ms) {
      observer.waited(lane, ms);
      waited(lane, ms);
    },
  };
}
