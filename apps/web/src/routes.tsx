import { useQuery } from '@tanstack/react-query';
import {
  createRootRoute,
  createRoute,
  createRouter,
  Link,
  Navigate,
  Outlet,
  useNavigate,
  useParams,
  useRouter,
} from '@tanstack/react-router';
import {
  type Connection,
  type ExploreQuery,
  type Params,
  type RecordLink,
  type Resource,
  type SourceRecord,
  toExploreParams,
} from '@watchfloor/contract';
import { ArrowLeft, Maximize2 } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import { SourceRail } from './features/connections/source-rail.tsx';
import { sourcesOptions } from './features/connections/sources-query.ts';
import { parseRecordText, readLocation, toListParams } from './features/explore/explore-location.ts';
import { ExplorePage } from './features/explore/explore-page.tsx';
import { type FilterMode, withValue } from './features/explore/filter-edits.ts';
import type { FindingPlace } from './features/finding/finding-context.ts';
import { FindingPage } from './features/finding/finding-page.tsx';
import { FindingPane } from './features/finding/finding-pane.tsx';
import { PageWords } from './features/shell/page-words.tsx';
import { Shell } from './features/shell/shell.tsx';
import { oneOf, parseSearch, stringifySearch } from './lib/search-params.ts';
import { Button } from './ui/button.tsx';

const listPath = '/explore/$connection/$resource';
const recordPath = '/explore/$connection/$resource/$key';

/** The page's query string as it stands; each page reads what it knows of it and says what it does not. */
const asParams = (search: Record<string, unknown>): Params => search as Params;

const rootRoute = createRootRoute({
  component: Root,
  notFoundComponent: () => (
    <PageWords
      title="There is no page at this address."
      action={
        <Link to="/" className="text-accent hover:underline">
          Go to Explore
        </Link>
      }
    />
  ),
});
const homeRoute = createRoute({ getParentRoute: () => rootRoute, path: '/', component: Home });
const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: listPath,
  validateSearch: asParams,
  component: ListRoute,
});
const recordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: recordPath,
  validateSearch: asParams,
  component: RecordRoute,
});

export function createAppRouter() {
  return createRouter({
    routeTree: rootRoute.addChildren([homeRoute, listRoute, recordRoute]),
    parseSearch,
    stringifySearch,
    // Lists keep their own place: by the selected row.
    scrollRestoration: false,
    defaultErrorComponent: ({ error, reset }) => (
      <PageWords
        title="This page could not be shown."
        action={
          <Button look="plain" onPress={reset}>
            Show it again
          </Button>
        }
      >
        {error instanceof Error ? error.message : String(error)}
      </PageWords>
    ),
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}

function Root() {
  const { data } = useQuery(sourcesOptions);
  const navigate = useNavigate();
  const here: { connection?: string; resource?: string } = useParams({ strict: false });
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
      destinations={lists.map((list) => ({
        id: `${list.connection.id}/${list.resource.name}`,
        label: list.resource.label,
        detail: list.connection.label,
        run: () => go(list),
      }))}
      renderRail={(isFolded) => (
        <>
          <div className="flex h-10 items-center px-4 text-prose font-semibold">{isFolded ? 'W' : 'Watchfloor'}</div>
          <SourceRail
            connections={data?.connections ?? []}
            isFolded={isFolded}
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
        </>
      )}
    >
      <Outlet />
    </Shell>
  );
}

function Home() {
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

function ListRoute() {
  const { connection, resource } = listRoute.useParams();
  return (
    <FoundResource connection={connection} resource={resource}>
      {(found) => (
        // Keyed: another list starts with nothing of this one's.
        <ListPage key={`${connection}/${resource}`} {...found} />
      )}
    </FoundResource>
  );
}

interface Found {
  connection: Connection;
  resource: Resource;
}

function ListPage({ connection, resource }: Found) {
  const params = listRoute.useSearch();
  const navigate = useNavigate();
  const router = useRouter();
  const listParams = toListParams(params);
  const { query, ignored } = useListQuery(listParams, resource);
  const [sel, hint] = [oneOf(params, 'sel'), oneOf(params, 'hint')];
  const peek = parseRecordText(oneOf(params, 'peek'));
  const here = { connection: connection.id, resource: resource.name };
  const uidPrefix = `${connection.id}:${resource.name}:`;

  const toSelection = (row: SourceRecord): Params => ({
    ...listParams,
    sel: row.uid.slice(uidPrefix.length),
    ...(row.hint === undefined ? {} : { hint: row.hint }),
  });
  const onQuery = (next: ExploreQuery) =>
    void navigate({
      to: listPath,
      params: here,
      search: {
        ...toExploreParams(next),
        ...(sel === undefined ? {} : { sel }),
        ...(hint === undefined ? {} : { hint }),
      },
    });
  const { peek: _, peek_hint: __, ...unpeeked } = params;
  // One step at a time: first back to the list's own record, then to the list alone.
  const onClose = () => {
    if (peek) void navigate({ to: listPath, params: here, search: unpeeked });
    else if (sel !== undefined) void navigate({ to: listPath, params: here, search: listParams, replace: true });
  };
  const openPage = (key: string, search: Params) => void navigate({ to: recordPath, params: { ...here, key }, search });
  const filterIn = useFilterIn(connection, query, resource, { sel, hint });

  return (
    <>
      <title>{`${resource.label} · ${connection.label} · Watchfloor`}</title>
      <ExplorePage
        connection={connection}
        resource={resource}
        query={query}
        ignored={ignored}
        selectedId={sel === undefined ? null : uidPrefix + sel}
        onQuery={onQuery}
        onSelect={(row) =>
          // Back leaves the pane; it does not walk through every row that was passed.
          void navigate({ to: listPath, params: here, search: toSelection(row), replace: sel !== undefined })
        }
        onClose={onClose}
        onOpenPage={(row) => openPage(row.key, toSelection(row))}
        rowHref={(row) =>
          router.buildLocation({ to: recordPath, params: { ...here, key: row.key }, search: toSelection(row) }).href
        }
        toLink={(next) =>
          location.origin +
          router.buildLocation({ to: listPath, params: here, search: { ...params, ...toExploreParams(next) } }).href
        }
        renderPane={({ row, neighbours }) => {
          if (sel === undefined) return null;
          // A second record of one key is `key#2`; the vendor knows it by the key alone.
          const own = { resource: resource.name, key: row?.key ?? sel.replace(/#\d+$/, ''), hint: row?.hint ?? hint };
          const shown = peek ? { ...peek, hint: oneOf(params, 'peek_hint') } : own;
          const target = connection.resources.find((one) => one.name === shown.resource) ?? resource;
          const address = { connection: connection.id, ...shown, resource: target.name };
          const isPeek = peek !== undefined;
          const pageSearch: Params = isPeek
            ? {
                ...unpeeked,
                via: `${own.resource}/${own.key}`,
                ...(shown.hint === undefined ? {} : { hint: shown.hint }),
              }
            : params;
          const place: FindingPlace = {
            record: address,
            connection,
            resource: target,
            filterNote: target === resource ? undefined : `in ${target.label.toLowerCase()}`,
            onFilter: (name, value, mode) => filterIn(target, name, value, mode),
            renderLink: (link, children, className) => (
              <Link
                to={listPath}
                params={here}
                search={
                  link.resource === own.resource && link.key === own.key ? unpeeked : { ...unpeeked, ...toPeek(link) }
                }
                className={className}
              >
                {children}
              </Link>
            ),
            pageUrl: toPageUrl(router, address),
          };
          return (
            <FindingPane
              place={place}
              row={isPeek ? undefined : row}
              neighbours={isPeek ? [] : neighbours}
              back={
                isPeek ? (
                  <BackLink
                    to={listPath}
                    params={here}
                    search={unpeeked}
                  >{`Back to the ${resource.singular}`}</BackLink>
                ) : null
              }
              openPage={
                <Link
                  to={recordPath}
                  params={{ connection: connection.id, resource: target.name, key: shown.key }}
                  search={pageSearch}
                  className="flex h-7 flex-none items-center gap-1 rounded-control px-2 font-medium whitespace-nowrap hover:bg-raised"
                >
                  <Maximize2 size={14} strokeWidth={1.75} aria-hidden />
                  Open page
                </Link>
              }
              onClose={onClose}
            />
          );
        }}
      />
    </>
  );
}

function RecordRoute() {
  const { connection, resource } = recordRoute.useParams();
  return (
    <FoundResource connection={connection} resource={resource}>
      {(found) => <RecordPage {...found} />}
    </FoundResource>
  );
}

function RecordPage({ connection, resource }: Found) {
  const { key } = recordRoute.useParams();
  const params = recordRoute.useSearch();
  const navigate = useNavigate();
  const router = useRouter();
  const via = parseRecordText(oneOf(params, 'via'));
  // The query string is that of the list one came from, which is another's where one came by way of a record of its.
  const list = connection.resources.find((one) => one.name === via?.resource) ?? resource;
  const { via: _, hint, ...listParams } = params;
  const { query } = useListQuery(toListParams(params), list);
  const address = { connection: connection.id, resource: resource.name, key, hint: oneOf(params, 'hint') };
  const listPlace = { connection: connection.id, resource: list.name };
  const viaPlace = { connection: connection.id, resource: list.name, key: via?.key ?? '' };
  const filterIn = useFilterIn(connection, query, list, {});
  const backTo = via
    ? ({ to: recordPath, params: viaPlace, search: listParams } as const)
    : ({
        to: listPath,
        params: listPlace,
        search: { ...listParams, sel: key, ...(hint === undefined ? {} : { hint }) },
      } as const);
  const place: FindingPlace = {
    record: address,
    connection,
    resource,
    filterNote: `in ${resource.label.toLowerCase()}`,
    onFilter: (name, value, mode) => filterIn(resource, name, value, mode),
    renderLink: (link, children, className) => {
      const target = { connection: connection.id, resource: link.resource, key: link.key };
      const isBack = link.resource === via?.resource && link.key === via?.key;
      const search = {
        ...listParams,
        ...(isBack ? {} : { via: via ? oneOf(params, 'via') : `${resource.name}/${key}` }),
        ...(link.hint === undefined ? {} : { hint: link.hint }),
      };
      return (
        <Link to={recordPath} params={target} search={asParams(search)} className={className}>
          {children}
        </Link>
      );
    },
    pageUrl: toPageUrl(router, address),
  };
  return (
    <>
      <title>{`${resource.singular.replace(/^./, (letter) => letter.toUpperCase())} · ${connection.label} · Watchfloor`}</title>
      <FindingPage
        key={key}
        place={place}
        back={
          <BackLink {...backTo}>
            {via ? `Back to the ${list.singular}` : `Back to ${list.label.toLowerCase()}`}
          </BackLink>
        }
        onBack={() => void navigate(backTo)}
      />
    </>
  );
}

function BackLink({
  children,
  ...to
}: {
  to: string;
  params: Record<string, string>;
  search: Params;
  children: ReactNode;
}) {
  return (
    <Link {...to} className="m-1 flex h-7 w-fit items-center gap-1 rounded-control px-2 font-medium hover:bg-raised">
      <ArrowLeft size={14} strokeWidth={1.75} aria-hidden />
      {children}
    </Link>
  );
}

/** The list's question of a URL; the same object as long as its part of the URL is the same. */
function useListQuery(listParams: Params, resource: Resource) {
  const text = stringifySearch(listParams);
  return useMemo(() => readLocation(parseSearch(text), resource), [text, resource]);
}

/** Adds a value to a list's filters: to this list's as they stand, to another list's as it opens. */
function useFilterIn(
  connection: Connection,
  query: ExploreQuery,
  list: Resource,
  keep: { sel?: string | undefined; hint?: string | undefined },
) {
  const navigate = useNavigate();
  return (target: Resource, name: string, value: string, mode: FilterMode) => {
    const start = target === list ? query : readLocation(target.opensWith, target).query;
    const multi = target.filters.find((one) => one.name === name)?.multi ?? true;
    const kept = target === list ? Object.fromEntries(Object.entries(keep).filter(([, one]) => one !== undefined)) : {};
    void navigate({
      to: listPath,
      params: { connection: connection.id, resource: target.name },
      search: asParams({ ...toExploreParams(withValue(start, name, value, mode, multi)), ...kept }),
    });
  };
}

function toPeek(link: Pick<RecordLink, 'resource' | 'key' | 'hint'>): Params {
  return { peek: `${link.resource}/${link.key}`, ...(link.hint === undefined ? {} : { peek_hint: link.hint }) };
}

function toPageUrl(
  router: ReturnType<typeof createAppRouter>,
  { connection, resource, key, hint }: { connection: string; resource: string; key: string; hint?: string | undefined },
): string {
  const search: Params = hint === undefined ? {} : { hint };
  return location.origin + router.buildLocation({ to: recordPath, params: { connection, resource, key }, search }).href;
}

function FoundResource(props: { connection: string; resource: string; children: (found: Found) => ReactNode }) {
  return (
    <Sources>
      {(connections) => {
        const connection = connections.find((one) => one.id === props.connection);
        const resource = connection?.resources.find((one) => one.name === props.resource);
        if (connection && resource) return props.children({ connection, resource });
        return (
          <PageWords
            title={
              connection ? `${connection.label} has no list of this name.` : 'There is no connection of this name.'
            }
            action={
              <Link to="/" className="text-accent hover:underline">
                Go to Explore
              </Link>
            }
          >
            The link may be older than this configuration, or come from another Watchfloor.
          </PageWords>
        );
      }}
    </Sources>
  );
}

/** Waits for the connections; says so when they cannot be had. */
function Sources({ children }: { children: (connections: Connection[]) => ReactNode }) {
  const { data, error, refetch, isFetching } = useQuery(sourcesOptions);
  if (data) return children(data.connections);
  if (!error) return <main className="flex-1" aria-busy />;
  return (
    <PageWords
      title={error.message}
      action={
        <Button look="plain" onPress={() => void refetch()} isDisabled={isFetching}>
          Retry
        </Button>
      }
    >
      The list of connections is missing. It is asked again by itself.
    </PageWords>
  );
}
