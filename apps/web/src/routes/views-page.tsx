import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { viewsOptions } from '../features/views/views-query.ts';
import { ViewsTable } from '../features/views/views-table.tsx';
import { Sources } from './found-resource.tsx';
import { Unanswered } from './unanswered.tsx';
import { toViewPlace } from './view-place.ts';

/** All views. */
export function ViewsPage() {
  const query = useQuery({ ...viewsOptions, refetchOnMount: 'always' });
  const { data } = query;
  if (!data) return <Unanswered query={query}>The views could not be read. They are kept.</Unanswered>;
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
