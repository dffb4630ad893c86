import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api.ts';

/** How many lists that nobody looks at stay in memory for Back. A shift is 200 filter changes; all of them would not fit. */
const idleListsMax = 5;

/**
 * The browser's cache. What an analyst looks at is a snapshot: it changes when they ask, never because a window
 * regained focus. An infinite list would otherwise read every loaded page again.
 */
export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 5 * 60_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        // The server has retried the vendor already. Only a connection that broke before it reached the server is asked again.
        retry: (failures, error) => error instanceof ApiError && error.code === 'unreachable' && failures < 2,
        networkMode: 'always',
      },
    },
  });
  client.getQueryCache().subscribe((event) => {
    const key = event.query.queryKey as readonly unknown[];
    if (event.type === 'observerRemoved' && key[0] === 'explore') forgetIdleLists(client);
  });
  return client;
}

function forgetIdleLists(client: QueryClient): void {
  const idle = client
    .getQueryCache()
    .findAll({ queryKey: ['explore'], type: 'inactive' })
    .toSorted((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt);
  for (const query of idle.slice(idleListsMax)) client.getQueryCache().remove(query);
}
