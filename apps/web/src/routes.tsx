import { createRootRoute, createRoute, createRouter, Link } from '@tanstack/react-router';
import { PageWords } from './features/shell/page-words.tsx';
import { parseSearch, stringifySearch } from './lib/search-params.ts';
import { asParams, connectionsPath, listPath, recordPath } from './routes/addresses.ts';
import { ConnectionsPage } from './routes/connections-page.tsx';
import { Frame } from './routes/frame.tsx';
import { Home } from './routes/home.tsx';
import { ListPage } from './routes/list-page.tsx';
import { RecordPage } from './routes/record-page.tsx';
import { Button } from './ui/button.tsx';

const rootRoute = createRootRoute({
  component: Frame,
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
const connectionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: connectionsPath,
  component: ConnectionsPage,
});
const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: listPath,
  validateSearch: asParams,
  component: ListPage,
});
const recordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: recordPath,
  validateSearch: asParams,
  component: RecordPage,
});

export function createAppRouter() {
  return createRouter({
    routeTree: rootRoute.addChildren([homeRoute, connectionsRoute, listRoute, recordRoute]),
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
