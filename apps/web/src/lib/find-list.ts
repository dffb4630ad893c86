import type { Connection, Resource } from '@watchfloor/contract';

/** The list that a view or an address names; what of it is not here, or not this person's to see, is undefined. */
export function findList(
  connections: readonly Connection[],
  id: string | null,
  name: string | undefined,
): { connection: Connection | undefined; resource: Resource | undefined } {
  const connection = connections.find((one) => one.id === id);
  return { connection, resource: connection?.resources.find((one) => one.name === name) };
}
