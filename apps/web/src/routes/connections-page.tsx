import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ConnectionsTable } from '../features/connections/connections-table.tsx';
import { sourcesOptions } from '../features/connections/sources-query.ts';
import { listPath } from './addresses.ts';
import { Sources } from './found-resource.tsx';

/** Every connection with its health, last answer and last error. */
export function ConnectionsPage() {
  // Who comes here wants to know how it is now, not how it was up to a quarter of a minute ago.
  useQuery({ ...sourcesOptions, refetchOnMount: 'always' });
  return (
    <Sources>
      {(connections) => (
        <main className="flex min-w-0 flex-1 flex-col overflow-auto">
          <h1 className="flex h-10 flex-none items-center border-b border-line px-4 text-prose font-semibold">
            Connections
          </h1>
          <ConnectionsTable
            connections={connections}
            renderLists={(connection) =>
              connection.resources.map((resource) => (
                <Link
                  key={resource.name}
                  to={listPath}
                  params={{ connection: connection.id, resource: resource.name }}
                  search={resource.opensWith}
                  className="text-accent hover:underline"
                >
                  {resource.label}
                </Link>
              ))
            }
          />
        </main>
      )}
    </Sources>
  );
}
