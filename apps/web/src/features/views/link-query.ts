import { queryOptions } from '@tanstack/react-query';
import { getLink } from '../../lib/api.ts';

/** Where a short link leads: what it may show is decided anew each time. */
export const linkOptions = (id: string) =>
  queryOptions({
    queryKey: ['link', id],
    queryFn: ({ signal }) => getLink(id, signal),
    gcTime: 0,
  });
