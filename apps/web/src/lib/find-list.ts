import { type Connection, queueResource, type Resource, type View } from '@watchfloor/contract';

/** The list that a view or an address names; what of it is not here, or not this person's to see, is undefined. */
export function findList(
  connections: readonly Connection[],
  id: string | null,
  name: string | undefined,
): { connection: Connection | undefined; resource: Resource | undefined } {
  const connection = connections.find((one) => one.id === id);
  return { connection, resource: connection?.resources.find((one) => one.name === name) };
}

/** What a view shows: a list of a connection, or the queue, which is over all of them. */
export function findTarget(
  connections: readonly Connection[],
  { content, connection }: Pick<View, 'content' | 'connection'>,
): { connection: Connection | undefined; resource: Resource | undefined } {
  if (content?.target.kind === 'queue') return { connection: undefined, resource: queueResource };
  return findList(connections, connection, content?.target.resource);
}
