import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import { ApiError, getDetail, getRelated, getSection, type RecordAddress } from '../../lib/api.ts';
import { useSettled } from '../../lib/use-settled.ts';

/** A held `j` passes thirty rows a second; only the one it rests on is asked for. */
const settleMs = 60;
/** Neighbours wait until the eye has rested: they cost the vendor calls of their own. */
const neighbourMs = 250;
const recoveryMs = 10_000;

function detailOptions(record: RecordAddress, priority?: 'low') {
  return queryOptions({
    queryKey: ['detail', record.connection, record.resource, record.key] as const,
    queryFn: ({ signal }) => getDetail(record, signal, priority),
    // A record changes at the vendor while a shift goes on; opened again after a minute it is asked again.
    staleTime: 60_000,
  });
}

export function useDetail(record: RecordAddress) {
  const client = useQueryClient();
  const options = detailOptions(record);
  const settled = useSettled(`${record.connection}/${record.resource}/${record.key}`, settleMs);
  const isKept = client.getQueryState(options.queryKey)?.status === 'success';
  return useQuery({
    ...options,
    enabled: settled || isKept,
    // A source that comes back brings its record with it; one that is gone stays gone.
    refetchInterval: ({ state }) => (state.status === 'error' && isPassing(state.error) ? recoveryMs : false),
  });
}

/** Reads the rows next to the selected one ahead, so that the next `j` shows its detail at once. */
export function usePrefetch(neighbours: readonly RecordAddress[], ready: boolean) {
  const client = useQueryClient();
  const keys = neighbours.map(({ connection, resource, key }) => `${connection}/${resource}/${key}`).join('\n');
  const read = useEffectEvent(() => {
    for (const neighbour of neighbours) {
      // A neighbour that cannot be read says so when it is opened.
      client.query(detailOptions(neighbour, 'low')).catch(() => undefined);
    }
  });
  // `keys` stands for `neighbours`, a new array with every page that is read.
  useEffect(() => {
    if (!ready || keys === '') return;
    const timer = setTimeout(read, neighbourMs);
    return () => clearTimeout(timer);
  }, [keys, ready]);
}

export function useRelated(record: RecordAddress, enabled: boolean) {
  return useQuery({
    queryKey: ['related', record.connection, record.resource, record.key],
    queryFn: ({ signal }) => getRelated(record, signal),
    enabled,
  });
}

export function useSection(record: RecordAddress, section: string, enabled: boolean) {
  return useQuery({
    queryKey: ['section', record.connection, record.resource, record.key, section],
    queryFn: ({ signal }) => getSection(record, section, signal),
    enabled,
    staleTime: 60_000,
  });
}

function isPassing(error: Error | null): boolean {
  return error instanceof ApiError && (error.problem === undefined || error.problem.status >= 500);
}
