import type { OpenConnection } from '@watchfloor/connectors';
import type { Connection, SourcesAnswer } from '@watchfloor/contract';
import type { HeldConnection } from '../connections/connection-book.ts';

/** What there is to ask, and how it is. Asks no vendor. */
export function toCatalogue(connections: readonly HeldConnection[], nowMs: number): SourcesAnswer {
  return { now: nowMs, connections: connections.map(toConnection) };
}

/**
 * A connection as everybody who may see it sees it. Names every outgoing field: what a connection holds beside them (its
 * client, its credentials) stays here.
 */
export function toConnection(connection: HeldConnection): Connection {
  return {
    id: connection.id,
    label: connection.label,
    vendor: connection.vendor.name,
    vendorLabel: connection.vendor.label,
    vendorMark: connection.vendor.mark,
    ...(connection.tenant !== undefined && { tenant: connection.tenant }),
    health: connection.health(),
    ...(connection.open && { quota: toQuota(connection.open) }),
    resources: [...connection.readers.values()].map((reader) => reader.resource),
  };
}

function toQuota({ client }: OpenConnection): NonNullable<Connection['quota']> {
  const { limit, windowMs, used, resetAt } = client.quota();
  return { limit, windowMs, used, ...(resetAt !== undefined && { resetAt }) };
}
