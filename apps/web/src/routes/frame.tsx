import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation, useNavigate, useParams } from '@tanstack/react-router';
import type { Connection, Resource } from '@watchfloor/contract';
import { Cable } from 'lucide-react';
import { SourceRail } from '../features/connections/source-rail.tsx';
import { sourcesOptions } from '../features/connections/sources-query.ts';
import { Shell } from '../features/shell/shell.tsx';
import { RailItem, type RailItemProps } from '../ui/pane/rail.tsx';
import { connectionsPath, listPath } from './addresses.ts';

/** What stands around every page. */
export function Frame() {
  const { data } = useQuery(sourcesOptions);
  const navigate = useNavigate();
  const isOnConnections = useLocation().pathname === connectionsPath;
  const here: { connection?: string; resource?: string; key?: string } = useParams({ strict: false });
  const isOnList = here.resource !== undefined && here.key === undefined;
  const lists = (data?.connections ?? []).flatMap((connection) =>
    connection.resources.map((resource) => ({ connection, resource })),
  );
  const go = ({ connection, resource }: { connection: Connection; resource: Resource }) =>
    void navigate({
      to: listPath,
      params: { connection: connection.id, resource: resource.name },
      search: resource.opensWith,
    });
  return (
    <Shell
      onGoExplore={() => void navigate({ to: '/' })}
      destinations={[
        ...lists.map((list) => ({
          id: `${list.connection.id}/${list.resource.name}`,
          label: list.resource.label,
          detail: list.connection.label,
          run: () => go(list),
        })),
        {
          id: 'connections',
          label: 'Connections',
          detail: 'Health, last answer, last error',
          run: () => void navigate({ to: connectionsPath }),
        },
      ]}
      renderRail={(isFolded) => (
        <>
          <div className="flex h-10 items-center px-4 text-prose font-semibold">{isFolded ? 'W' : 'Watchfloor'}</div>
          <SourceRail
            connections={data?.connections ?? []}
            isFolded={isFolded}
            saysHealth={!isOnList}
            isCurrent={(connection, resource) => here.connection === connection.id && here.resource === resource.name}
            renderLink={(connection, resource, props) => (
              <Link
                to={listPath}
                params={{ connection: connection.id, resource: resource.name }}
                search={resource.opensWith}
                {...props}
              />
            )}
          />
          <div className="mt-3 border-t border-line pt-2">
            <RailItem
              isFolded={isFolded}
              isCurrent={isOnConnections}
              icon={<Cable size={14} strokeWidth={1.75} aria-hidden />}
              label="Connections"
              link={renderConnectionsLink}
            />
          </div>
        </>
      )}
    >
      <Outlet />
    </Shell>
  );
}

/** The kit knows no router. */
function renderConnectionsLink(props: Parameters<RailItemProps['link']>[0]) {
  return <Link to={connectionsPath} {...props} />;
}
