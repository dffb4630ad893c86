import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from './api.ts';

/** How many lists that nobody looks at stay in memory for Back. A shift is 200 filter changes; all of them would not fit. */
const idleListsMax = 5;

/**
 * The browser's cache. What an analyst looks at is a snapshot: it changes when they ask, never because a window
 * regained focus. An infinite list would otherwise read every loaded page again.
 * @param onNotSignedIn whatever was asked or changed, the server says that nobody is signed in
 */
export function createQueryClient({ onNotSignedIn }: { onNotSignedIn: () => void }): QueryClient {
  const onError = (error: Error) => {
    if (error instanceof ApiError && error.code === 'not_signed_in') onNotSignedIn();
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
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
    // A page that turns to another list leaves the old one before it takes the new one: until then that one looks idle.
    const lists = listKeys.find(([first, second]) => key[0] === first && (second === undefined || key[1] === second));
    if (event.type === 'observerRemoved' && lists) queueMicrotask(() => forgetIdleLists(client, lists));
  });
  return client;
}

/** What the keys of lists begin with: those of a source, those of the queue. */
const listKeys: readonly (readonly string[])[] = [['explore'], ['queue', 'list']];

function forgetIdleLists(client: QueryClient, queryKey: readonly string[]): void {
  const idle = client
    .getQueryCache()
    .findAll({ queryKey, type: 'inactive', fetchStatus: 'idle' })
    // One without an answer is about to be asked for. Taken away, it would be made anew and asked again, without end.
    .filter((query) => query.state.dataUpdatedAt > 0)
    .toSorted((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt);
  for (const query of idle.slice(idleListsMax)) client.getQueryCache().remove(query);
}
