import { useQuery } from '@tanstack/react-query';
import { Link, Navigate, useRouter } from '@tanstack/react-router';
import { queueResource } from '@watchfloor/contract';
import { useEffect } from 'react';
import { useSession } from '../features/identity/use-session.ts';
import { PageWords } from '../features/shell/page-words.tsx';
import { viewsOptions } from '../features/views/views-query.ts';
import { newConnectionPath, queuePath } from './addresses.ts';
import { Sources } from './found-resource.tsx';
import { toViewPlace } from './view-place.ts';

/** Leads to the view that this person opens with, else to the queue. */
export function Home() {
  const views = useQuery(viewsOptions);
  const isAdmin = useSession().may('admin');
  const router = useRouter();
  useEffect(() => {
    // Its code comes while the connections and views are asked for. Where it does not, the page itself says so.
    router.preloadRoute({ to: queuePath }).catch(() => undefined);
  }, [router]);
  return (
    <Sources>
      {(connections) => {
        if (views.isPending) return <main className="flex-1" aria-busy />;
        const opensWith = views.data?.views.find(({ id }) => id === views.data.defaultView);
        const place = opensWith && toViewPlace(opensWith, connections, undefined);
        if (place) return <Navigate replace {...place} />;
        if (connections.length === 0) {
          return (
            <PageWords
              title="There is no connection yet."
              action={
                isAdmin && (
                  <Link to={newConnectionPath} className="text-accent hover:underline">
                    Add a connection
                  </Link>
                )
              }
            >
              {isAdmin ? undefined : 'An administrator can add one, or let you see one.'}
            </PageWords>
          );
        }
        return <Navigate replace to={queuePath} search={queueResource.opensWith} />;
      }}
    </Sources>
  );
}
