import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { PageWords } from '../features/shell/page-words.tsx';
import { linkOptions } from '../features/views/link-query.ts';
import { ApiError } from '../lib/api.ts';
import { linkPath } from './addresses.ts';
import { HomeLink, Unanswered } from './unanswered.tsx';

const route = getRouteApi(linkPath);

/** A short link: the address that it stands for takes its place, or it says why there is none. */
export function LinkPage() {
  const { id } = route.useParams();
  const router = useRouter();
  const query = useQuery(linkOptions(id));
  const { data, error } = query;
  const path = data?.path;
  useEffect(() => {
    // Replaced, so that Back does not come by here again.
    if (path !== undefined) router.history.replace(path);
  }, [router, path]);
  if (error instanceof ApiError && error.code === 'unknown_link') {
    return (
      <PageWords title="This link leads nowhere." action={<HomeLink />}>
        It is unknown here, or what it shows is not yours to see. Ask whoever sent it which connection it is about.
      </PageWords>
    );
  }
  return <Unanswered query={query}>Where this link leads could not be asked.</Unanswered>;
}
