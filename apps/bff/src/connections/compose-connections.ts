import { type OutboundDeps, vendors } from '@watchfloor/connectors';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import type { ConnectionAdmin } from './connection-admin.ts';
import type { ConnectionBook } from './connection-book.ts';
import { startConnectionSync } from './connection-sync.ts';
import { createKeyRing } from './envelope.ts';
import { createConnectionAdmin } from './live-connection-admin.ts';

type ConnectionsConfig = Pick<
  Config,
  'connections' | 'network' | 'allowOrigins' | 'masterKey' | 'olderMasterKeys' | 'masterKeyIsRandom'
>;

export interface ComposedConnections {
  admin: ConnectionAdmin;
  /** Before the database: ends looking for changes. */
  close(): Promise<void>;
}

/** Adds the kept connections to the book and keeps them up to date. @throws ConfigError where the key is another one */
export async function composeConnections(
  config: ConnectionsConfig,
  {
    database,
    book,
    outbound,
    log,
    now,
  }: { database: Database; book: ConnectionBook; outbound: OutboundDeps; log: Log; now(): number },
): Promise<ComposedConnections> {
  const { connections: configured, network, allowOrigins } = config;
  const ring = createKeyRing([config.masterKey, ...config.olderMasterKeys]);
  const rules = { allowOrigins, allowPrivate: network.allowPrivate };
  const common = { database, book, outbound, log, now, vendors, rules, ring };
  const sync = await startConnectionSync({ ...common, configured: new Set(configured.map(({ id }) => id)) });
  const canKeepSecrets = !config.masterKeyIsRandom;
  return { admin: createConnectionAdmin({ ...common, sync, configured, canKeepSecrets }), close: () => sync.close() };
}
