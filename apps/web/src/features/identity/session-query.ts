import { queryOptions } from '@tanstack/react-query';
import { getSession } from '../../lib/api.ts';

/** Who this browser is signed in as. Another tab may have changed it, so it is asked again when one comes back. */
export const sessionOptions = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => getSession(signal),
  refetchOnWindowFocus: 'always',
});
