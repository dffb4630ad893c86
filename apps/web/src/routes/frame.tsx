import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation, useNavigate, useParams } from '@tanstack/react-router';
import type { Connection, Resource } from '@watchfloor/contract';
import { Cable, ScrollText, UsersRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { SourceRail } from '../features/connections/source-rail.tsx';
import { sourcesOptions } from '../features/connections/sources-query.ts';
import { ExportPanel } from '../features/export/export-panel.tsx';
import { AccountMenu } from '../features/identity/account-menu.tsx';
import { useSession } from '../features/identity/use-session.ts';
import { useSignOut } from '../features/identity/use-sign-out.ts';
import { Shell } from '../features/shell/shell.tsx';
import { RailItem, type RailItemProps } from '../ui/pane/rail.tsx';
import { auditPath, connectionPath, connectionsPath, listPath, peoplePath } from './addresses.ts';
import { FrameQueue, useFrameQueue } from './frame-queue.tsx';
import { FrameViews, useFrameViews } from './frame-views.tsx';

/** What stands around every page. */
export function Frame() {
  const { data } = useQuery(sourcesOptions);
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const { person, demo, may } = useSession();
  const leaving = useSignOut();
  const connections = data?.connections ?? noConnections;
  const views = useFrameViews(connections);
  const queue = useFrameQueue(connections);
  const pages = toPages(may('admin'));
  const here: { connection?: string; resource?: string; key?: string } = useParams({ strict: false });
  const isOnList = here.resource !== undefined && here.key === undefined;
  const lists = connections.flatMap((connection) => connection.resources.map((resource) => ({ connection, resource })));
  const go = ({ connection, resource }: { connection: Connection; resource: Resource }) =>
    void navigate({
      to: listPath,
      params: { connection: connection.id, resource: resource.name },
      search: resource.opensWith,
    });
  return (
    <Shell
      // Explore is one list after the other; it begins with the first.
      onGoExplore={() => lists[0] && go(lists[0])}
      density={views.density}
      onDensity={views.onDensity}
      destinations={[
        ...queue.commands,
        ...views.commands,
        ...lists.map((list) => ({
          id: `${list.connection.id}/${list.resource.name}`,
          label: list.resource.label,
          detail: list.connection.label,
          run: () => go(list),
        })),
        ...pages.map(({ to, label, detail }) => ({ id: to, label, detail, run: () => void navigate({ to }) })),
        ...(person
          ? [
              {
                id: 'sign-out',
                label: 'Sign out',
                detail: person.name,
                run: () => leaving.signOut({ everywhere: false }),
              },
            ]
          : []),
      ]}
      renderAccount={
        person
          ? (isFolded) => <AccountMenu person={person} demo={demo} leaving={leaving} isFolded={isFolded} />
          : undefined
      }
      renderRail={(isFolded) => (
        <>
          <div className="flex h-10 items-center px-4 text-prose font-semibold">{isFolded ? 'W' : 'Watchfloor'}</div>
          <FrameQueue isFolded={isFolded} connections={connections} hasSaved={views.current !== undefined} />
          <FrameViews isFolded={isFolded} connections={connections} current={views.current} />
          <SourceRail
            connections={connections}
            isFolded={isFolded}
            saysHealth={!isOnList}
            isCurrent={(connection, resource) =>
              // One place is marked: the view, where one is open.
              !views.current && here.connection === connection.id && here.resource === resource.name
            }
            renderName={(connection, content, className) => (
              <Link to={connectionPath} params={{ connection: connection.id }} className={className}>
                {content}
              </Link>
            )}
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
            {pages.map(({ to, label, icon, link }) => (
              <RailItem
                key={to}
                isFolded={isFolded}
                isCurrent={pathname === to || pathname.startsWith(`${to}/`)}
                icon={icon}
                label={label}
                link={link}
              />
            ))}
          </div>
        </>
      )}
    >
      <Outlet />
      <ExportPanel />
    </Shell>
  );
}

const noConnections: Connection[] = [];

interface Page {
  to: typeof connectionsPath | typeof peoplePath | typeof auditPath;
  label: string;
  detail: string;
  icon: ReactNode;
  /** The kit knows no router. */
  link: RailItemProps['link'];
}

/** What a person may not open is not offered. */
function toPages(isAdmin: boolean): Page[] {
  const connections: Page = {
    to: connectionsPath,
    label: 'Connections',
    detail: 'Health, last answer, last error',
    icon: <Cable size={14} strokeWidth={1.75} aria-hidden />,
    link: (props) => <Link to={connectionsPath} {...props} />,
  };
  if (!isAdmin) return [connections];
  return [
    connections,
    {
      to: peoplePath,
      label: 'People',
      detail: 'Who may sign in, and what they see',
      icon: <UsersRound size={14} strokeWidth={1.75} aria-hidden />,
      link: (props) => <Link to={peoplePath} {...props} />,
    },
    {
      to: auditPath,
      label: 'Audit',
      detail: 'Who did what',
      icon: <ScrollText size={14} strokeWidth={1.75} aria-hidden />,
      link: (props) => <Link to={auditPath} {...props} />,
    },
  ];
}
