import { queryOptions } from '@tanstack/react-query';
import { getSources } from '../../lib/api.ts';

/** What can be asked, and how each connection fares. Costs no vendor call, so it is kept fresh. */
export const sourcesOptions = queryOptions({
  queryKey: ['sources'],
  queryFn: ({ signal }) => getSources(signal),
  refetchInterval: 15_000,
});
