import type { OpenConnection } from '@watchfloor/connectors';
import type { Connection, SourcesAnswer } from '@watchfloor/contract';

/** What there is to ask, and how it is. Asks no vendor. */
export function toCatalogue(connections: Iterable<OpenConnection>, nowMs: number): SourcesAnswer {
  return { now: nowMs, connections: [...connections].map(toConnection) };
}

// Names every outgoing field: what a connection holds beside them (its client, its credentials) stays here.
function toConnection(connection: OpenConnection): Connection {
  const { limit, windowMs, used, resetAt } = connection.client.quota();
  return {
    id: connection.id,
    label: connection.label,
    vendor: connection.vendor.name,
    vendorLabel: connection.vendor.label,
    vendorMark: connection.vendor.mark,
    ...(connection.tenant !== undefined && { tenant: connection.tenant }),
    health: connection.health(),
    quota: { limit, windowMs, used, ...(resetAt !== undefined && { resetAt }) },
    resources: [...connection.readers.values()].map((reader) => reader.resource),
  };
}
