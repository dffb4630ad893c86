import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { getConnections, getVendors } from '../../lib/api.ts';
import { sourcesOptions } from './sources-query.ts';

/** Connections with their settings, for administrators. Others change them too: it is asked again and again. */
export const adminConnectionsOptions = queryOptions({
  queryKey: ['connections'],
  queryFn: ({ signal }) => getConnections(signal),
  refetchOnMount: 'always',
  refetchInterval: 15_000,
});

/** The vendors' forms. They come with the server's release. */
export const vendorsOptions = queryOptions({
  queryKey: ['vendors'],
  queryFn: ({ signal }) => getVendors(signal),
});

/** After a change: rail, strip, pages and what was read of it follow at once. */
export function refreshConnections(client: QueryClient, id: string): void {
  void client.invalidateQueries({ queryKey: adminConnectionsOptions.queryKey });
  void client.invalidateQueries({ queryKey: sourcesOptions.queryKey });
  // A list that was answered "paused", or by the account that it had before, must not come back from memory.
  client.removeQueries({
    type: 'inactive',
    predicate: ({ queryKey: [what, connection] }) => connection === id && readFromVendor.has(what),
  });
}

const readFromVendor: ReadonlySet<unknown> = new Set(['explore', 'detail', 'related', 'section']);
