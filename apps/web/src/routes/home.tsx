import { useQuery } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { PageWords } from '../features/shell/page-words.tsx';
import { viewsOptions } from '../features/views/views-query.ts';
import { listPath } from './addresses.ts';
import { Sources } from './found-resource.tsx';
import { toViewPlace } from './view-place.ts';

/** Leads to the view that this person opens with, else to the first list of the first connection. */
export function Home() {
  const views = useQuery(viewsOptions);
  return (
    <Sources>
      {(connections) => {
        if (views.isPending) return <main className="flex-1" aria-busy />;
        const opensWith = views.data?.views.find(({ id }) => id === views.data.defaultView);
        const place = opensWith && toViewPlace(opensWith, connections, undefined);
        if (place) return <Navigate replace {...place} />;
        const connection = connections.find((one) => one.resources.length > 0);
        const resource = connection?.resources[0];
        if (!connection || !resource) {
          return (
            <PageWords title="No connection is configured.">
              Add one to watchfloor.yaml and start Watchfloor again.
            </PageWords>
          );
        }
        return (
          <Navigate
            replace
            to={listPath}
            params={{ connection: connection.id, resource: resource.name }}
            search={resource.opensWith}
          />
        );
      }}
    </Sources>
  );
}
