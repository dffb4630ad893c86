import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { PageWords } from '../features/shell/page-words.tsx';
import { viewsOptions } from '../features/views/views-query.ts';
import { ViewsTable } from '../features/views/views-table.tsx';
import { Button } from '../ui/button.tsx';
import { Sources } from './found-resource.tsx';
import { toViewPlace } from './view-place.ts';

/** All views. */
export function ViewsPage() {
  const { data, error, refetch, isFetching } = useQuery({ ...viewsOptions, refetchOnMount: 'always' });
  if (!data) {
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
        The views could not be read. They are kept.
      </PageWords>
    );
  }
  return (
    <Sources>
      {(connections) => (
        <main className="flex min-w-0 flex-1 flex-col overflow-auto">
          <title>Views · Watchfloor</title>
          <h1 className="flex h-10 flex-none items-center border-b border-line px-4 text-prose font-semibold">Views</h1>
          {data.views.length === 0 ? (
            <p className="p-4 text-muted">No views yet. Open a list, set its filters, and press Save as a view.</p>
          ) : (
            <ViewsTable
              connections={connections}
              renderLink={(view, content, className) => {
                const place = toViewPlace(view, connections, undefined);
                return place ? (
                  <Link {...place} className={className}>
                    {content}
                  </Link>
                ) : (
                  content
                );
              }}
            />
          )}
        </main>
      )}
    </Sources>
  );
}
