import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { Connection } from '@watchfloor/contract';
import { Plus } from 'lucide-react';
import { lazy, type ReactNode, Suspense } from 'react';
import { ConnectionsTable } from '../features/connections/connections-table.tsx';
import { sourcesOptions } from '../features/connections/sources-query.ts';
import { useSession } from '../features/identity/use-session.ts';
import { Button } from '../ui/button.tsx';
import { HostileText } from '../ui/text/hostile-text.tsx';
import { connectionPath, connectionSettingsPath, listPath, newConnectionPath } from './addresses.ts';
import { Sources } from './found-resource.tsx';

const ManagedConnections = lazy(() =>
  import('../features/connections/managed-connections.tsx').then((module) => ({ default: module.ManagedConnections })),
);

/** Every connection with its health, last answer and last error; for administrators with all that can be done to it. */
export function ConnectionsPage() {
  // Who comes here wants to know how it is now, not how it was up to a quarter of a minute ago.
  useQuery({ ...sourcesOptions, refetchOnMount: 'always' });
  const navigate = useNavigate();
  const { may } = useSession();
  const isAdmin = may('admin');
  return (
    <Sources>
      {(connections) => {
        const table = (
          <ConnectionsTable
            connections={connections}
            renderLists={renderLists}
            renderName={({ id, label }) => renderName(id, <HostileText text={label} />, nameLook)}
          />
        );
        return (
          <main className="flex min-w-0 flex-1 flex-col overflow-auto">
            <div className="flex h-10 flex-none items-center border-b border-line pr-2 pl-4">
              <h1 className="flex-1 text-prose font-semibold">Connections</h1>
              {isAdmin && (
                <Button look="filled" icon={Plus} onPress={() => void navigate({ to: newConnectionPath })}>
                  Add a connection
                </Button>
              )}
            </div>
            {connections.length === 0 && (
              <p className="p-4 text-prose text-muted">
                No connection yet. {isAdmin ? 'Add the first one here.' : 'An administrator adds them.'}
              </p>
            )}
            {isAdmin ? (
              <Suspense fallback={table}>
                <ManagedConnections
                  connections={connections}
                  renderLists={renderLists}
                  renderName={renderName}
                  onOpen={(connection) => void navigate({ to: connectionSettingsPath, params: { connection } })}
                />
              </Suspense>
            ) : (
              table
            )}
          </main>
        );
      }}
    </Sources>
  );
}

const nameLook = 'block w-fit max-w-full min-w-0 rounded-control font-medium hover:underline';

/** What is kept of a connection, and how complete it is. */
function renderName(connection: string, name: ReactNode, className: string) {
  return (
    <Link to={connectionPath} params={{ connection }} className={className}>
      {name}
    </Link>
  );
}

function renderLists(connection: Connection) {
  return connection.resources.map((resource) => (
    <Link
      key={resource.name}
      to={listPath}
      params={{ connection: connection.id, resource: resource.name }}
      search={resource.opensWith}
      className="text-accent hover:underline"
    >
      {resource.label}
    </Link>
  ));
}
