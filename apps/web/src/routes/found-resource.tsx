import { useQuery } from '@tanstack/react-query';
import type { Connection, Resource } from '@watchfloor/contract';
import type { ReactNode } from 'react';
import { sourcesOptions } from '../features/connections/sources-query.ts';
import { PageWords } from '../features/shell/page-words.tsx';
import { findList } from '../lib/find-list.ts';
import { HomeLink, Unanswered } from './unanswered.tsx';

export interface Found {
  connections: Connection[];
  connection: Connection;
  resource: Resource;
}

/** Gives the list that an address names, or says that there is none. */
export function FoundResource(props: { connection: string; resource: string; children: (found: Found) => ReactNode }) {
  return (
    <Sources>
      {(connections) => {
        const { connection, resource } = findList(connections, props.connection, props.resource);
        if (connection && resource) return props.children({ connections, connection, resource });
        return (
          <PageWords
            title={
              connection ? `${connection.label} has no list of this name.` : 'There is no connection of this name.'
            }
            action={<HomeLink />}
          >
            The link may be older than this configuration, or come from another Watchfloor.
          </PageWords>
        );
      }}
    </Sources>
  );
}

/** Waits for the connections; says so when they cannot be had. */
export function Sources({ children }: { children: (connections: Connection[]) => ReactNode }) {
  const query = useQuery(sourcesOptions);
  if (query.data) return children(query.data.connections);
  return <Unanswered query={query}>The list of connections is missing. It is asked again by itself.</Unanswered>;
}
