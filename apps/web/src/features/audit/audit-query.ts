import { infiniteQueryOptions } from '@tanstack/react-query';
import type { AuditFilters } from '@watchfloor/contract';
import { getAudit } from '../../lib/api.ts';

/** Page by page, newest first; `now` is that of the moment it was asked. */
export const auditOptions = (filters: AuditFilters) =>
  infiniteQueryOptions({
    queryKey: ['audit', filters],
    queryFn: ({ pageParam, signal }) => getAudit(filters, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ cursor }) => cursor,
    // Who comes back wants what was written since; nobody else adds to what is on the screen.
    refetchOnMount: 'always',
    gcTime: 0,
  });
