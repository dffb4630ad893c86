import { queryOptions } from '@tanstack/react-query';
import { getPeople } from '../../lib/api.ts';

/** Everybody who may sign in. Others change it too, so it is asked anew each time the page is opened. */
export const peopleOptions = queryOptions({
  queryKey: ['people'],
  queryFn: ({ signal }) => getPeople(signal),
  refetchOnMount: 'always',
});
