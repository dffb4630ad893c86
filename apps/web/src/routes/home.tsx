import { Navigate } from '@tanstack/react-router';
import { PageWords } from '../features/shell/page-words.tsx';
import { listPath } from './addresses.ts';
import { Sources } from './found-resource.tsx';

/** Leads to the first list of the first connection. */
export function Home() {
  return (
    <Sources>
      {(connections) => {
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
