import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import type { Params } from '@watchfloor/contract';
import { keepLinkToken } from './features/identity/link-token.ts';
import { PageWords } from './features/shell/page-words.tsx';
import { parseSearch, stringifySearch } from './lib/search-params.ts';
import {
  asParams,
  auditPath,
  connectionPath,
  connectionSettingsPath,
  connectionsPath,
  linkPath,
  listPath,
  newConnectionPath,
  peoplePath,
  queueFindingPath,
  queuePath,
  recordPath,
  signInPath,
  viewsPath,
  welcomePath,
} from './routes/addresses.ts';
import { ConnectionsPage } from './routes/connections-page.tsx';
import { Home } from './routes/home.tsx';
import { LinkPage } from './routes/link-page.tsx';
import { Root } from './routes/root.tsx';
import { HomeLink } from './routes/unanswered.tsx';
import { Button } from './ui/button.tsx';

const rootRoute = createRootRoute({
  component: Root,
  notFoundComponent: () => <PageWords title="There is no page at this address." action={<HomeLink />} />,
});
const homeRoute = createRoute({ getParentRoute: () => rootRoute, path: '/', component: Home });
const queueRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: queuePath,
  validateSearch: asParams,
  component: lazyRouteComponent(() => import('./routes/queue-page.tsx'), 'QueuePage'),
});
const queueFindingRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: queueFindingPath,
  validateSearch: asParams,
  component: lazyRouteComponent(() => import('./routes/queue-finding-page.tsx'), 'QueueFindingPage'),
});
const connectionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: connectionsPath,
  component: ConnectionsPage,
});
const connectionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: connectionPath,
  component: lazyRouteComponent(() => import('./routes/connection-page.tsx'), 'ConnectionPage'),
});
const toSettingsPage = lazyRouteComponent(
  () => import('./routes/connection-settings-page.tsx'),
  'ConnectionSettingsPage',
);
const connectionSettingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: connectionSettingsPath,
  component: toSettingsPage,
});
const newConnectionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: newConnectionPath,
  component: toSettingsPage,
});
const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: listPath,
  validateSearch: asParams,
  component: lazyRouteComponent(() => import('./routes/list-page.tsx'), 'ListPage'),
});
const recordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: recordPath,
  validateSearch: asParams,
  component: lazyRouteComponent(() => import('./routes/record-page.tsx'), 'RecordPage'),
});
const toSignInPage = lazyRouteComponent(() => import('./routes/sign-in-page.tsx'), 'SignInPage');
const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: signInPath,
  validateSearch: asParams,
  beforeLoad: takeToken,
  component: toSignInPage,
});
const welcomeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: welcomePath,
  validateSearch: asParams,
  beforeLoad: takeToken,
  component: toSignInPage,
});
const peopleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: peoplePath,
  component: lazyRouteComponent(() => import('./routes/people-page.tsx'), 'PeoplePage'),
});
const viewsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: viewsPath,
  component: lazyRouteComponent(() => import('./routes/views-page.tsx'), 'ViewsPage'),
});
const linkRoute = createRoute({ getParentRoute: () => rootRoute, path: linkPath, component: LinkPage });
const auditRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: auditPath,
  validateSearch: asParams,
  component: lazyRouteComponent(() => import('./routes/audit-page.tsx'), 'AuditPage'),
});

export function createAppRouter() {
  return createRouter({
    routeTree: rootRoute.addChildren([
      homeRoute,
      queueRoute,
      queueFindingRoute,
      connectionsRoute,
      connectionRoute,
      connectionSettingsRoute,
      newConnectionRoute,
      listRoute,
      recordRoute,
      signInRoute,
      welcomeRoute,
      peopleRoute,
      auditRoute,
      viewsRoute,
      linkRoute,
    ]),
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

/** The secret of a one-time link stands in the fragment. It leaves the address, and the history, before anything is shown. */
function takeToken({ location }: { location: { hash: string; pathname: string; search: unknown } }): void {
  if (location.hash === '') return;
  keepLinkToken(location.hash);
  const search = asParams(location.search as Params);
  redirect({ to: location.pathname, search, hash: '', replace: true, throw: true });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
