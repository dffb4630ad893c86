import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { PageWords } from '../features/shell/page-words.tsx';
import { linkOptions } from '../features/views/link-query.ts';
import { ApiError } from '../lib/api.ts';
import { Button } from '../ui/button.tsx';
import { linkPath } from './addresses.ts';

const route = getRouteApi(linkPath);

/** A short link: the address that it stands for takes its place, or it says why there is none. */
export function LinkPage() {
  const { id } = route.useParams();
  const router = useRouter();
  const { data, error, refetch, isFetching } = useQuery(linkOptions(id));
  const path = data?.path;
  useEffect(() => {
    // Replaced, so that Back does not come by here again.
    if (path !== undefined) router.history.replace(path);
  }, [router, path]);
  if (!error) return <main className="flex-1" aria-busy />;
  if (error instanceof ApiError && error.code === 'unknown_link') {
    return (
      <PageWords
        title="This link leads nowhere."
        action={
          <Link to="/" className="text-accent hover:underline">
            Go to Explore
          </Link>
        }
      >
        It is unknown here, or what it shows is not yours to see. Ask whoever sent it which connection it is about.
      </PageWords>
    );
  }
  return (
    <PageWords
      title={error.message}
      action={
        <Button look="plain" onPress={() => void refetch()} isDisabled={isFetching}>
          Retry
        </Button>
      }
    >
      Where this link leads could not be asked.
    </PageWords>
  );
}
