import { createHash } from 'node:crypto';
import {
  type BaseConfig,
  type NetworkRules,
  type OutboundDeps,
  openConnection,
  type Vendor,
} from '@watchfloor/connectors';
import type { ConfiguredConnection } from '../config/connection-settings.ts';
import { ConfigError } from '../config.ts';
import type { ConnectionBook } from './connection-book.ts';

/** Puts the operator's own connections into the book. @throws ConfigError that names each one that cannot work */
export function addConfigured(
  book: ConnectionBook,
  connections: readonly ConfiguredConnection[],
  { network, outbound, now }: { network: NetworkRules; outbound: OutboundDeps; now: () => number },
): void {
  const faults: string[] = [];
  for (const connection of connections) {
    const account = toAccount(connection.vendor, connection.config);
    const open = () => openConnection({ ...connection, network, ...outbound, now });
    try {
      book.put({ ...connection, account, clientKey: account, open });
    } catch (error) {
      faults.push(`${connection.id}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (faults.length > 0) throw new ConfigError(faults);
}

/** All settings but the secrets, which print as `[secret]`: a rotated secret leaves the account the same. */
export function toAccount(vendor: Pick<Vendor, 'name'>, config: BaseConfig): string {
  return createHash('sha256')
    .update(JSON.stringify([vendor.name, config]))
    .digest('base64url');
}
